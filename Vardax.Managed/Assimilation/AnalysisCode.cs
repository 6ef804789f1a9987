namespace Vardax.Managed.Assimilation;

/// <summary>What an <see cref="AnalysisStatus"/> says, for programs: the numbers stay what they are.</summary>
public enum AnalysisCode
{
    /// <summary>Nothing went wrong.</summary>
    Ok = 0,

    /// <summary>No polishing step helped, or the observations stay unexplained: the answer is the amortized posterior's, unchanged.</summary>
    NotPolished = 1,

    /// <summary>The amortized posterior was not trusted: the minimum was found by multi-start 4DVar from climatology.</summary>
    MultiStart = 2,

    /// <summary>More entries are missing than in training's windows.</summary>
    UntrainedMask = 3,

    /// <summary>Nothing is observed: the answer is climatology's.</summary>
    NothingObserved = 4,

    /// <summary>A standard deviation exceeds climatology's.</summary>
    WiderThanClimatology = 5,

    /// <summary>The minimisation of the cost did not converge.</summary>
    NotConverged = 6,

    /// <summary>A number of the answer is not finite, or a standard deviation is not positive.</summary>
    NotFinite = 7,

    /// <summary>The Hessian of the cost at its minimum is not positive definite.</summary>
    NotPositiveDefinite = 8,

    /// <summary>The effective sample size is too small to judge by.</summary>
    FewSamples = 9,

    /// <summary>The forecast from the analysis, or the simulated prior, diverges.</summary>
    Diverged = 10,

    /// <summary>Something else, which the message names: for methods of other authors.</summary>
    Other = 11,

    /// <summary>An ensemble has no spread left: its members are equal, or one particle has all the weight.</summary>
    Collapsed = 12,

    /// <summary>The window brings a background that the answer does not know of.</summary>
    BackgroundUnused = 13,
}
