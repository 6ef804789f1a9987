using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Streaming;

/// <summary>What is asked of each window.</summary>
public sealed class AnalysisRequest
{
    /// <summary>The trained model.</summary>
    public required TrainedModel Model { get; init; }

    /// <summary>Whether the answers are polished, if the model's are.</summary>
    public bool Polish { get; init; } = true;

    /// <summary>Whether mean and standard deviation are asked for.</summary>
    public bool Moments { get; init; } = true;

    /// <summary>Probabilities, from 0 to 1, of the quantiles that are asked for; empty for none.</summary>
    public IReadOnlyList<double> Quantiles { get; init; } = [];

    /// <summary>Steps to forecast; 0 for none. A forecast needs <see cref="Moments"/>.</summary>
    public int ForecastSteps { get; init; }

    /// <summary>Posterior samples behind quantiles, forecast and unknown constants.</summary>
    public int Samples { get; init; } = 200;

    /// <summary>Whether the samples themselves are asked for.</summary>
    public bool KeepSamples { get; init; }

    /// <summary>Draws behind a certificate.</summary>
    internal const int CertificateDraws = 4000;

    /// <summary>Probabilities of the quantiles of unknown constants: 0.05, 0.5 and 0.95.</summary>
    public static IReadOnlyList<double> UnknownProbabilities { get; } = [0.05, 0.5, 0.95];

    /// <summary>
    /// Whether a <see cref="Certificate"/> of the posterior is asked for. That needs a head over the window's first state and a start of
    /// known density (<see cref="Certifier.WhyNot"/>).
    /// </summary>
    public bool Certify { get; init; }

    /// <summary>The samples of window i are drawn with child i of this key.</summary>
    public RandomKey SampleKey { get; init; } = RandomKey.FromSeed(2);

    /// <summary>The family of problems.</summary>
    public ProblemSettings Settings => Model.Settings;

    /// <summary>What the entries of the model's state are.</summary>
    public StateParts Parts => field ??= StateParts.Of(Settings.Model);

    /// <summary>Entries of a window that answers speak of: states times declared components.</summary>
    public int ComponentEntries => Settings.WindowStates * Parts.Components.Count;

    /// <summary>Whether anything that is asked for takes samples; unknown constants do.</summary>
    public bool NeedsSamples => KeepSamples || Quantiles.Count > 0 || ForecastSteps > 0 || (Moments && Parts.Unknowns.Count > 0);

    /// <summary>How many numbers an answer has.</summary>
    public long AnswerSize => ((long)ComponentEntries * (2 + Quantiles.Count + (KeepSamples ? Samples : 0)))
        + ((long)ForecastSteps * Parts.Components.Count * (3 + Quantiles.Count))
        + ((long)Parts.Unknowns.Count * (2 + UnknownProbabilities.Count + (KeepSamples ? Samples : 0)));

    /// <summary>Checks the numbers.</summary>
    /// <exception cref="ArgumentException">A number is out of range; the message names it and says what it must be.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(Model);
        ArgumentNullException.ThrowIfNull(Quantiles);
        Guard.Setting(Samples >= 1, nameof(Samples), Samples, "1 or more");
        Guard.Setting(ForecastSteps >= 0, nameof(ForecastSteps), ForecastSteps, "0 or more");
        Guard.Setting(Moments || ForecastSteps == 0, nameof(Moments), Moments, "true if there is a forecast");
        if (Certify && WhyNotCertified is { } reason)
            throw new ArgumentException($"There is no certificate: {reason}.", nameof(Certify));
        foreach (double p in Quantiles)
            Guard.Setting(p is >= 0 and <= 1, nameof(Quantiles), p, "between 0 and 1");
    }

    /// <summary>Why the model's windows cannot have a certificate; null if they can.</summary>
    public string? WhyNotCertified => Model.Density is not ControlDensity ? "the model's head is over all states, not over the first"
        : Certifier.WhyNot(Settings);

    /// <summary>The posterior that is certified, for one thread.</summary>
    internal IInitialStatePosterior CreateCertified() => (IInitialStatePosterior)(Polish ? Model.Polished() : Model.Amortized());

    /// <summary>The posterior that answers, for one thread.</summary>
    internal IPosterior CreatePosterior() => Polish ? Model.CreatePosterior() : Model.CreateAmortized();
}
