using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Methods.Particles;

namespace Vardax.Managed.Streaming;

/// <summary>
/// What was found of one window: its declared components at each time, and its unknown constants once (<see cref="Systems.StateParts"/>).
/// Arrays are (time, component) row-major; those that nobody asked for are empty.
/// </summary>
public sealed class WindowAnalysis
{
    /// <summary>Makes room for an answer.</summary>
    public WindowAnalysis(AnalysisRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        int components = request.Parts.Components.Count, unknowns = request.Parts.Unknowns.Count;
        int entries = request.ComponentEntries, ahead = request.ForecastSteps * components, quantiles = request.Quantiles.Count;
        (Mean, StandardDeviation) = request.Moments ? (new float[entries], new float[entries]) : ([], []);
        Quantiles = new float[quantiles * entries];
        (Forecast, ForecastMean, ForecastStandardDeviation) = (new float[ahead], new float[ahead], new float[ahead]);
        ForecastQuantiles = new float[quantiles * ahead];
        Samples = request.KeepSamples ? new float[checked(request.Samples * entries)] : [];
        UnknownSamples = request.KeepSamples ? new float[request.Samples * unknowns] : [];
        if (request.Certify)
            Certificate = new Certificate(request.Settings, AnalysisRequest.CertificateDraws, AnalysisRequest.UnknownProbabilities);
        if (!request.Moments)
            unknowns = 0;
        (UnknownMean, UnknownStandardDeviation) = (new float[unknowns], new float[unknowns]);
        UnknownQuantiles = new float[AnalysisRequest.UnknownProbabilities.Count * unknowns];
    }

    /// <summary>How far the answer about the window can be trusted.</summary>
    public AnalysisStatus Status { get; internal set; }

    /// <summary>Whether the forecast of the samples is finite; ok if nobody asked for one.</summary>
    public AnalysisStatus ForecastStatus { get; internal set; } = AnalysisStatus.Ok;

    /// <summary>How usual the observations are; null if the model cannot tell.</summary>
    public TypicalityScore? Typicality { get; internal set; }

    /// <summary>What is unusual about the observations; null if nothing is.</summary>
    public string? Warning => Typicality is { IsTypical: false } score ? score.Message : null;

    /// <summary>Posterior mean of the window.</summary>
    public float[] Mean { get; }

    /// <summary>Posterior standard deviation of the window.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>Quantiles of the samples: a window for each probability, one after the other.</summary>
    public float[] Quantiles { get; }

    /// <summary>The model run from the last state of the mean, which is not repeated.</summary>
    public float[] Forecast { get; }

    /// <summary>Mean of the samples run on.</summary>
    public float[] ForecastMean { get; }

    /// <summary>Standard deviation of the samples run on.</summary>
    public float[] ForecastStandardDeviation { get; }

    /// <summary>Quantiles of the samples run on: a forecast for each probability, one after the other.</summary>
    public float[] ForecastQuantiles { get; }

    /// <summary>What importance sampling makes of the posterior; null if nobody asked.</summary>
    public Certificate? Certificate { get; }

    /// <summary>Posterior samples, one window after the other.</summary>
    public float[] Samples { get; }

    /// <summary>Mean of each unknown constant over the samples, in its own unit.</summary>
    public float[] UnknownMean { get; }

    /// <summary>Standard deviation of each unknown constant over the samples (divided by their number).</summary>
    public float[] UnknownStandardDeviation { get; }

    /// <summary>Quantiles of the unknown constants over the samples: of each at 0.05, then of each at 0.5, then of each at 0.95.</summary>
    public float[] UnknownQuantiles { get; }

    /// <summary>The unknown constants of each posterior sample, one sample after the other.</summary>
    public float[] UnknownSamples { get; }

    /// <summary>There is no forecast: its numbers are not numbers.</summary>
    internal void ForgetForecast()
    {
        ForecastStatus = AnalysisStatus.Ok;
        foreach (float[] values in (ReadOnlySpan<float[]>)[Forecast, ForecastMean, ForecastStandardDeviation, ForecastQuantiles])
            Array.Fill(values, float.NaN);
    }
}
