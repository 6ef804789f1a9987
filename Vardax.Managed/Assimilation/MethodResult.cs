using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// What one method made of one problem. Regions: the window, the forecast (all later states), and both together. Scores are over the
/// declared components of states (<see cref="Systems.StateParts"/>); unknown constants are scored once.
/// </summary>
public sealed class MethodResult
{
    /// <summary>The method.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the analysis is usable, and why not.</summary>
    public required AnalysisStatus Status { get; init; }

    /// <summary>The analysis of the window, then the free forecast from its last state.</summary>
    public required Trajectory Estimate { get; init; }

    /// <summary>Marginal standard deviation of each window entry.</summary>
    public required float[] StandardDeviation { get; init; }

    /// <summary>
    /// RMSE over the window's states and components; in units of each component's spread over simulated windows if their priors differ in width.
    /// </summary>
    public required double RmseAssim { get; init; }

    /// <summary>The same over the forecast's states; NaN when the problem has no forecast.</summary>
    public required double RmseForecast { get; init; }

    /// <summary>The same over all states.</summary>
    public required double RmseTotal { get; init; }

    /// <summary>RMSE over the components at each time; in the unit of <see cref="RmseAssim"/>.</summary>
    public required double[] RmseTrace { get; init; }

    /// <summary>RMSE over the window's states, by component.</summary>
    public required double[] ComponentRmseAssim { get; init; }

    /// <summary>RMSE over all states, by component.</summary>
    public required double[] ComponentRmseTotal { get; init; }

    /// <summary>Mean over the window of the predicted standard deviation, by component.</summary>
    public required double[] Spread { get; init; }

    /// <summary>The error of each unknown constant at the window's start, without its sign.</summary>
    public double[] UnknownErrors { get; init; } = [];

    /// <summary>The predicted standard deviation of each unknown constant at the window's start.</summary>
    public double[] UnknownSpread { get; init; } = [];

    /// <summary>Gaussian negative log-likelihood of the truth, mean over the window's entries, in nats.</summary>
    public required double Nll { get; init; }

    /// <summary>Share of the window's entries within one predicted standard deviation.</summary>
    public required double Coverage1Sigma { get; init; }

    /// <summary>Share of the window's entries within two predicted standard deviations.</summary>
    public required double Coverage2Sigma { get; init; }

    /// <summary>Time of one analysis and forecast, after a warm-up call, in milliseconds.</summary>
    public required double RuntimeMs { get; init; }

    /// <summary>Time spent training beforehand, in seconds; 0 for methods that do not train.</summary>
    public double TrainTimeS { get; init; }

    /// <summary>A result without scores, for <see cref="Keep"/>.</summary>
    internal static MethodResult Unscored(string name, Trajectory estimate, float[] standardDeviation) => new()
    {
        Name = name, Status = AnalysisStatus.Ok, Estimate = estimate, StandardDeviation = standardDeviation, RmseAssim = 0, RmseForecast = 0,
        RmseTotal = 0, RmseTrace = [], ComponentRmseAssim = [], ComponentRmseTotal = [], Spread = [], Nll = 0, Coverage1Sigma = 0, Coverage2Sigma = 0,
        RuntimeMs = 0,
    };

    /// <summary>
    /// Writes all but the estimate to a ledger, in columns of the method's name; or returns the next of a ledger that was loaded, with this
    /// result's estimate.
    /// </summary>
    internal MethodResult Keep(Ledger ledger) => new()
    {
        Name = Name,
        Status = Status.Keep(ledger, $"{Name}.status"),
        Estimate = Estimate,
        StandardDeviation = StandardDeviation,
        RmseAssim = ledger.Keep($"{Name}.rmse_assim", RmseAssim),
        RmseForecast = ledger.Keep($"{Name}.rmse_forecast", RmseForecast),
        RmseTotal = ledger.Keep($"{Name}.rmse_total", RmseTotal),
        RmseTrace = ledger.Keep($"{Name}.rmse_trace", RmseTrace),
        ComponentRmseAssim = ledger.Keep($"{Name}.component_rmse_assim", ComponentRmseAssim),
        ComponentRmseTotal = ledger.Keep($"{Name}.component_rmse_total", ComponentRmseTotal),
        Spread = ledger.Keep($"{Name}.spread", Spread),
        UnknownErrors = ledger.Keep($"{Name}.unknown_errors", UnknownErrors),
        UnknownSpread = ledger.Keep($"{Name}.unknown_spread", UnknownSpread),
        Nll = ledger.Keep($"{Name}.nll", Nll),
        Coverage1Sigma = ledger.Keep($"{Name}.coverage_1sigma", Coverage1Sigma),
        Coverage2Sigma = ledger.Keep($"{Name}.coverage_2sigma", Coverage2Sigma),
        RuntimeMs = ledger.Keep($"{Name}.runtime_ms", RuntimeMs),
        TrainTimeS = ledger.Keep($"{Name}.train_time_s", TrainTimeS),
    };
}
