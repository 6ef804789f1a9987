using Vardax.Managed.Assimilation;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What is asked of every window of a stream.</summary>
internal sealed record AnalysisRequest
{
    /// <summary>The trained model.</summary>
    public required TrainedModel Model { get; init; }

    /// <summary>Whether the answers are polished, where the model's are.</summary>
    public bool Polish { get; init; } = true;

    /// <summary>Whether mean and standard deviation are asked for.</summary>
    public bool Moments { get; init; } = true;

    /// <summary>Probabilities whose quantiles are asked for.</summary>
    public double[] Quantiles { get; init; } = [];

    /// <summary>Steps of the forecast; 0 for none.</summary>
    public int ForecastSteps { get; init; }

    /// <summary>Posterior samples of each window.</summary>
    public int Samples { get; init; }

    /// <summary>Whether the samples themselves are asked for.</summary>
    public bool KeepSamples { get; init; }

    /// <summary>The samples of window i are drawn with its child i.</summary>
    public RandomKey SampleKey { get; init; }

    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings => Model.Settings;

    /// <summary>Whether anything asked for takes samples.</summary>
    public bool NeedsSamples => KeepSamples || Quantiles.Length > 0 || ForecastSteps > 0;

    /// <summary>Values of a window's result.</summary>
    public long ResultSize => ((long)Settings.WindowEntries * (2 + Quantiles.Length + (KeepSamples ? Samples : 0)))
        + ((long)ForecastSteps * Settings.StateDimension * (2 + Quantiles.Length));

    /// <summary>An analysis of one's own, for one thread.</summary>
    public IPosterior CreatePosterior() => Polish ? Model.CreatePosterior() : Model.CreateAmortized();
}
