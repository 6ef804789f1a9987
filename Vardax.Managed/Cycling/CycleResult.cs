using Vardax.Managed.Scores;

namespace Vardax.Managed.Cycling;

/// <summary>One method in a cycled experiment, over all truths: time means, with standard errors of correlated series.</summary>
public sealed class CycleResult
{
    /// <summary>The method with its settings.</summary>
    public required CycleRow Row { get; init; }

    /// <summary>A run for each truth.</summary>
    public required IReadOnlyList<CycleRun> Runs { get; init; }

    /// <summary>rmse.a.</summary>
    public required MeanEstimate RmseA { get; init; }

    /// <summary>rmse.f.</summary>
    public required MeanEstimate RmseF { get; init; }

    /// <summary>spread.a.</summary>
    public required MeanEstimate SpreadA { get; init; }

    /// <summary>CRPS of the analysis.</summary>
    public required MeanEstimate CrpsA { get; init; }

    /// <summary>Normalised estimation error squared of the analysis: 1 if consistent.</summary>
    public required MeanEstimate Nees { get; init; }

    /// <summary>Normalised innovation squared: 1 if consistent.</summary>
    public required MeanEstimate ChiSquare { get; init; }

    /// <summary>How many runs diverged: failed, or were worse than climatology. Scores are over what they did until then.</summary>
    public int Diverged => Runs.Count(run => run.Diverged);

    /// <summary>How often, in all runs, the filter had lost the truth and was set on it again, see <see cref="Methods.Filtering.FilterOptions.Recovers"/>.</summary>
    public int Recoveries => Runs.Sum(run => run.Recoveries);

    /// <summary>Median time of a cycle, forecast and analysis, in microseconds; the median over the runs.</summary>
    public double MicrosecondsPerAnalysis => Runs.Select(run => run.MicrosecondsPerAnalysis).Order().ElementAt(Runs.Count / 2);

    internal static CycleResult Of(CycleRow row, IReadOnlyList<CycleRun> runs)
    {
        MeanEstimate Mean(Func<CycleRun, IReadOnlyList<double>> series)
        {
            MeanEstimate[] each = [.. runs.Select(run => series(run).ToArray()).Where(s => s.Length > 0).Select(s => CorrelatedSeries.Mean(s))];
            return each.Length == 0 ? new MeanEstimate(double.NaN, double.NaN)
                : new MeanEstimate(each.Average(e => e.Value), Math.Sqrt(each.Sum(e => e.StandardError * e.StandardError)) / each.Length);
        }

        return new CycleResult
        {
            Row = row,
            Runs = runs,
            RmseA = Mean(run => run.RmseA),
            RmseF = Mean(run => run.RmseF),
            SpreadA = Mean(run => run.SpreadA),
            CrpsA = Mean(run => run.CrpsA),
            Nees = Mean(run => run.Nees),
            ChiSquare = Mean(run => run.ChiSquare),
        };
    }
}
