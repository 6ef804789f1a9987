using System.Diagnostics;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Cycling;

/// <summary>Runs methods of an experiment on one thread; the truth at hand is kept.</summary>
internal sealed class CycleWork(CycleExperiment experiment)
{
    private CycleTruth? truth;
    private int seed = -1;

    /// <summary>One method on one truth: a function of the seed and the row alone, the time aside.</summary>
    public CycleRun Run(int seed, CycleRow row, CancellationToken cancellation)
    {
        RandomKey key = experiment.Key.Child((ulong)seed);
        if (this.seed != seed)
            truth = new CycleTruth(experiment, key);
        this.seed = seed;
        FilterOptions options = row.Options with { Key = key.Filter(), Background = truth!.Climate };
        Filter filter = row.Method.Create(experiment.System, options);
        var run = new CycleRun(experiment, filter);
        for (int cycle = 0; cycle < experiment.Cycles && filter.Status.IsUsable; cycle++)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<double> state = truth.State(cycle);
            long started = Stopwatch.GetTimestamp();
            filter.ForecastSteps(experiment.Every);
            long forecast = Stopwatch.GetTimestamp();
            run.AddForecast(state);
            long resumed = Stopwatch.GetTimestamp();
            filter.Update(truth.Values(cycle), truth.Mask);
            run.AddAnalysis(state, Stopwatch.GetTimestamp() - resumed + forecast - started);
        }

        run.Finish(truth);
        return run;
    }
}
