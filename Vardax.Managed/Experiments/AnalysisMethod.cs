namespace Vardax.Managed.Experiments;

/// <summary>The methods that a <see cref="MethodComparison"/> can line up.</summary>
public enum AnalysisMethod
{
    /// <summary>The exact posterior by importance sampling.</summary>
    Oracle,

    /// <summary>The amortized posterior, trained first.</summary>
    Amortized,

    /// <summary>The amortized posterior, polished by a few Gauss-Newton steps.</summary>
    Polished,

    /// <summary>Strong-constraint 4DVar.</summary>
    StrongFourDVar,

    /// <summary>Weak-constraint 4DVar.</summary>
    WeakFourDVar,

    /// <summary>Incremental 4DVar.</summary>
    IncrementalFourDVar,

    /// <summary>3DVar.</summary>
    ThreeDVar,

    /// <summary>Optimal interpolation.</summary>
    OptimalInterpolation,

    /// <summary>The best linear estimate under the simulated prior, its gain computed once.</summary>
    Linear,

    /// <summary>The simulated prior's mean, no observation used.</summary>
    Climatology,
}
