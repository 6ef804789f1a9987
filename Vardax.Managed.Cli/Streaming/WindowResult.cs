using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What was found of one window; arrays are (time, component) row-major, and empty where nobody asked.</summary>
internal sealed class WindowResult
{
    /// <summary>Makes room.</summary>
    public WindowResult(AnalysisRequest request)
    {
        int entries = request.Settings.WindowEntries, ahead = request.ForecastSteps * request.Settings.StateDimension;
        int quantiles = request.Quantiles.Length;
        (Mean, Std) = request.Moments ? (new float[entries], new float[entries]) : ([], []);
        Quantiles = new float[quantiles * entries];
        (Forecast, ForecastStd, ForecastQuantiles) = (new float[ahead], new float[ahead], new float[quantiles * ahead]);
        Samples = request.KeepSamples ? new float[request.Samples * entries] : [];
    }

    /// <summary>How far the result can be trusted.</summary>
    public AnalysisStatus Status { get; set; }

    /// <summary>How usual the observations are; null where the model cannot tell.</summary>
    public TypicalityScore? Typicality { get; set; }

    /// <summary>What is unusual; null where nothing is.</summary>
    public string? Warning => Typicality is { IsTypical: false } score ? score.Message : null;

    /// <summary>Posterior mean.</summary>
    public float[] Mean { get; }

    /// <summary>Posterior standard deviation.</summary>
    public float[] Std { get; }

    /// <summary>Quantiles of the samples, one window behind the other.</summary>
    public float[] Quantiles { get; }

    /// <summary>The model run from the last state of the mean, which is not repeated.</summary>
    public float[] Forecast { get; }

    /// <summary>Standard deviation of the samples, run forward.</summary>
    public float[] ForecastStd { get; }

    /// <summary>Quantiles of the samples, run forward, one forecast behind the other.</summary>
    public float[] ForecastQuantiles { get; }

    /// <summary>Posterior samples, one window behind the other.</summary>
    public float[] Samples { get; }
}
