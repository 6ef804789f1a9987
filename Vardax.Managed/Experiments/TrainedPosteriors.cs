using Vardax.Managed.Assimilation;
using Vardax.Managed.Inference;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Experiments;

/// <summary>The posteriors that one training leads to, each created once for each thread.</summary>
/// <param name="Amortized">The network's own, recalibrated where it is a Gaussian over the control.</param>
/// <param name="Polished">Its answers polished, and recalibrated; null where nothing is polished.</param>
public sealed record TrainedPosteriors(Func<IPosterior> Amortized, Func<IPosterior>? Polished)
{
    /// <summary>Prepares them: the background of the polish and the recalibrations, by fresh simulation.</summary>
    /// <param name="training">The training.</param>
    /// <param name="settings">The family of problems.</param>
    /// <param name="trainKey">The training's key, branches of which the simulations use.</param>
    /// <param name="polish">How to polish; null not to.</param>
    /// <param name="leadSteps">How many steps before the window the background of the polish holds.</param>
    /// <param name="recalibrationProblems">Problems to recalibrate on; 0 not to.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <param name="cancellation">Ends the simulations.</param>
    public static TrainedPosteriors Of(
        TrainingResult training, ProblemSettings settings, RandomKey trainKey, PolishOptions? polish, int leadSteps,
        int recalibrationProblems, int maxThreads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentOutOfRangeException.ThrowIfNegative(recalibrationProblems);
        if (training.Density is not ControlPosterior control)
            return new TrainedPosteriors(training.CreateAnalysis, null);
        RandomKey stream = trainKey.Child(ulong.MaxValue - 5);
        Recalibration? Fit(Func<IPosterior> create) => recalibrationProblems == 0
            ? null
            : Recalibration.Fit(create, settings, stream, recalibrationProblems, maxThreads, cancellation);
        Recalibration? own = control.Head.IsGaussian ? Fit(training.CreateAnalysis) : null;
        Func<IPosterior> amortized = () => training.CreateAnalysis(own);
        if (polish is null)
            return new TrainedPosteriors(amortized, null);
        PolishBackground background = PolishBackground.Estimate(settings, trainKey.Child(ulong.MaxValue), leadSteps, cancellation);
        Recalibration? polished = Fit(() => new PolishedAnalysis(control, background, polish));
        return new TrainedPosteriors(amortized, () => new PolishedAnalysis(control, background, polish, polished));
    }
}
