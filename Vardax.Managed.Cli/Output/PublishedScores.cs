using Vardax.Managed.Experiments;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>
/// What others report for the published problem (preset <c>reference</c>, problem key 42): scores recorded, not computed here.
/// </summary>
/// <param name="Name">Whose scores.</param>
/// <param name="RmseAssim">Window RMSE.</param>
/// <param name="RmseForecast">Forecast RMSE.</param>
/// <param name="RmseTotal">RMSE of the full trajectory; null where not reported.</param>
/// <param name="RuntimeMs">Analysis and forecast, in milliseconds, on the author's machine; null where not reported.</param>
/// <param name="TrainTimeS">Training, in seconds, on the author's machine; null where not reported.</param>
/// <param name="FinalNll">Training loss at the end, in nats; null where not reported.</param>
/// <param name="PredictiveRmse">RMSE of the mean of 200 samples; null where not reported.</param>
/// <param name="PredictiveNll">Their Gaussian NLL per entry; null where not reported.</param>
/// <param name="MeanPredictiveStd">Their mean standard deviation by component; empty where not reported.</param>
internal sealed record PublishedScores(
    string Name, double RmseAssim, double RmseForecast, double? RmseTotal = null, double? RuntimeMs = null,
    double? TrainTimeS = null, double? FinalNll = null, double? PredictiveRmse = null, double? PredictiveNll = null,
    IReadOnlyList<double>? MeanPredictiveStd = null)
{
    /// <summary>The Python/JAX project vardax, as it printed them.</summary>
    public static PublishedScores Vardax { get; } = new("vardax", 0.316, 0.427, 0.422, 85.75, 1.7, 56.652, 0.310, 0.37,
        [0.355, 0.385, 1.069]);

    /// <summary>The exact Bayes posterior's mean, by importance sampling over 200,000 prior draws.</summary>
    public static PublishedScores Bayes { get; } = new("Bayes optimum", 0.0194, 0.033);

    /// <summary>Whether the published scores are of this problem.</summary>
    public static bool Apply(ProblemSettings settings, ExperimentKeys keys)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(keys);
        return keys.Problem == 42 && settings.Equals(Presets.Reference());
    }
}
