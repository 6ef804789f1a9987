using Vardax.Managed.Scores;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// What one method made of one problem or of many: root-mean-square errors over all of them, and means with their standard errors
/// over the problems (NaN for a single one).
/// </summary>
public sealed class MethodSummary
{
    // Two-sided, one in a thousand.
    private const double BeyondChance = 3.3;
    private const int FewestProblems = 30;

    /// <summary>The method.</summary>
    public required string Name { get; init; }

    /// <summary>Number of problems.</summary>
    public required int Problems { get; init; }

    /// <summary>How many analyses say that they cannot be used; they are scored all the same.</summary>
    public required int Unusable { get; init; }

    /// <summary>The status of the first analysis that cannot be used, or of the first one.</summary>
    public required string Message { get; init; }

    /// <summary>RMSE over the windows' states and components.</summary>
    public required MeanEstimate RmseAssim { get; init; }

    /// <summary>RMSE over the forecasts' states and components; NaN when the problems have no forecast.</summary>
    public required MeanEstimate RmseForecast { get; init; }

    /// <summary>RMSE over all states and components.</summary>
    public required MeanEstimate RmseTotal { get; init; }

    /// <summary>RMSE over the windows' states, by component.</summary>
    public required MeanEstimate[] ComponentRmseAssim { get; init; }

    /// <summary>RMSE over the components at each time.</summary>
    public required double[] RmseTrace { get; init; }

    /// <summary>Mean over the windows of the predicted standard deviation, by component.</summary>
    public required double[] Spread { get; init; }

    /// <summary>Root-mean-square error of each unknown constant at the windows' start.</summary>
    public required MeanEstimate[] UnknownRmse { get; init; }

    /// <summary>Mean of the predicted standard deviation of each unknown constant.</summary>
    public required double[] UnknownSpread { get; init; }

    /// <summary>Gaussian negative log-likelihood of the true window, summed over the components at its times, in nats.</summary>
    public required MeanEstimate Nll { get; init; }

    /// <summary>Share of the windows' entries within one predicted standard deviation.</summary>
    public required MeanEstimate Coverage1Sigma { get; init; }

    /// <summary>Share of the windows' entries within two predicted standard deviations.</summary>
    public required MeanEstimate Coverage2Sigma { get; init; }

    /// <summary>
    /// What coverage says beyond chance, of 30 problems or more: over-confident if fewer entries than of a normal distribution lie within one or
    /// two predicted standard deviations, by 3.3 standard errors, under-confident if more; null otherwise.
    /// </summary>
    public string? Miscoverage
    {
        get
        {
            if (Problems < FewestProblems)
                return null;
            double one = (Coverage1Sigma.Value - 0.6827) / Coverage1Sigma.StandardError, two = (Coverage2Sigma.Value - 0.9545) / Coverage2Sigma.StandardError;
            return Math.Min(one, two) < -BeyondChance ? "over-confident" : Math.Max(one, two) > BeyondChance ? "under-confident" : null;
        }
    }

    /// <summary>Median time of one analysis and forecast, in milliseconds.</summary>
    public required double RuntimeMs { get; init; }

    /// <summary>Time spent training beforehand, in seconds.</summary>
    public required double TrainTimeS { get; init; }

    /// <summary>Summarises the results of one method.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static MethodSummary Of(IReadOnlyList<MethodResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0)
            throw new ArgumentException("Expected at least one result.", nameof(results));
        MethodResult first = results[0];
        MethodResult[] unusable = [.. results.Where(r => !r.Status.IsUsable)];
        MeanEstimate Mean(Func<MethodResult, double> score) => MeanEstimate.Of([.. results.Select(score)]);
        MeanEstimate Root(Func<MethodResult, double> rmse) => Mean(r => Math.Pow(rmse(r), 2)).SquareRoot();
        return new MethodSummary
        {
            Name = first.Name,
            Problems = results.Count,
            Unusable = unusable.Length,
            Message = (unusable.FirstOrDefault() ?? first).Status.Message,
            RmseAssim = Root(r => r.RmseAssim),
            RmseForecast = Root(r => r.RmseForecast),
            RmseTotal = Root(r => r.RmseTotal),
            ComponentRmseAssim = [.. first.Spread.Select((_, c) => Root(r => r.ComponentRmseAssim[c]))],
            RmseTrace = [.. first.RmseTrace.Select((_, t) => Math.Sqrt(results.Average(r => r.RmseTrace[t] * r.RmseTrace[t])))],
            Spread = [.. first.Spread.Select((_, c) => results.Average(r => r.Spread[c]))],
            UnknownRmse = [.. first.UnknownErrors.Select((_, u) => Root(r => r.UnknownErrors[u]))],
            UnknownSpread = [.. first.UnknownSpread.Select((_, u) => results.Average(r => r.UnknownSpread[u]))],
            Nll = Mean(r => r.Nll * (r.StandardDeviation.Length / r.Estimate.Dimension * r.Spread.Length)),
            Coverage1Sigma = Mean(r => r.Coverage1Sigma),
            Coverage2Sigma = Mean(r => r.Coverage2Sigma),
            RuntimeMs = results.Select(r => r.RuntimeMs).Order().ElementAt(results.Count / 2),
            TrainTimeS = first.TrainTimeS,
        };
    }
}
