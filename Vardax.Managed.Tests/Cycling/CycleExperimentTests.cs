using Vardax.Managed.Cycling;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cycling;

public sealed class CycleExperimentTests
{
    [Fact]
    public void Scores_have_the_same_bits_at_every_number_of_threads()
    {
        CycleExperiment experiment = Small("enkf_sqrt", "particle_filter", "ienks");
        IReadOnlyList<CycleResult> one = experiment.Run(1), two = experiment.Run(2);
        for (int row = 0; row < one.Count; row++)
        {
            for (int seed = 0; seed < experiment.Seeds; seed++)
                BitwiseAssert.Equal<double>([.. one[row].Runs[seed].RmseA], [.. two[row].Runs[seed].RmseA]);
        }

        Assert.NotEqual(one[0].Runs[0].RmseA, one[0].Runs[1].RmseA);
    }

    [Fact]
    public void Scores_are_those_of_a_cycle_by_hand()
    {
        CycleExperiment experiment = Small("enkf_n") with { Cycles = 100, Seeds = 1 };
        CycleRun run = experiment.Run(1)[0].Runs[0];
        RandomKey key = experiment.Key.Child(0);
        var truth = new CycleTruth(experiment, key);
        Filter filter = new FiniteSizeEnkf(experiment.System, new() { Key = key.Filter() });
        double[] mean = new double[3], std = new double[3];
        List<double> rmse = [], spread = [], crps = [];
        for (int cycle = 0; cycle < experiment.Cycles; cycle++)
        {
            filter.ForecastSteps(experiment.Every);
            filter.Update(truth.Values(cycle));
            if (!(filter.Time > experiment.BurnIn))
                continue;
            filter.Mean(mean);
            filter.Std(std);
            double[] state = truth.State(cycle).ToArray();
            rmse.Add(Math.Sqrt(mean.Zip(state, (a, b) => (a - b) * (a - b)).Average()));
            spread.Add(Math.Sqrt(std.Average(s => s * s)));
            crps.Add(Enumerable.Range(0, 3).Average(c => Crps.Fair(
                [.. filter.Ensemble.Slice(c * 10, 10).ToArray().Order().Select(x => (float)x)], state[c])));
        }

        CloseAssert.Absolute([.. rmse], [.. run.RmseA], 1e-12);
        CloseAssert.Absolute([.. spread], [.. run.SpreadA], 1e-12);
        CloseAssert.Absolute([.. crps], [.. run.CrpsA], 1e-5);
        Assert.Equal(3 * rmse.Count, run.Ranks.Sum());
    }

    [Fact]
    public void The_truth_wanders_by_the_model_s_errors_and_is_seen_with_those_of_its_instruments()
    {
        CycleExperiment experiment = CycleExperiments.Sakov2012 with { Cycles = 4000 };
        var truth = new CycleTruth(experiment, RandomKey.FromSeed(1));
        double square = 0;
        for (int cycle = 0; cycle < experiment.Cycles; cycle++)
            square += truth.State(cycle).ToArray().Zip(truth.Values(cycle).ToArray(), (x, y) => (x - y) * (x - y)).Average() / experiment.Cycles;
        CloseAssert.Absolute(2, square, 0.1);
    }

    [Theory]
    [InlineData("sakov2012", "enkf_sqrt,enkf_n,ienks,ext_kf,3dvar,optimal_interpolation", 0.12)]
    [InlineData("sakov2008", "enkf_sqrt,letkf,enkf_serial", 0.03)]
    public void Short_runs_come_near_the_published_scores(string name, string methods, double tolerance)
    {
        CycleExperiment experiment = CycleExperiments.All.Single(e => e.Name == name) with { Cycles = 500, Seeds = 2 };
        experiment = experiment with { Rows = [.. experiment.Rows.Where(row => methods.Split(',').Contains(row.Method.Name))] };
        foreach (CycleResult result in experiment.Run())
        {
            Assert.Equal(0, result.Diverged);
            double allowed = tolerance + (3 * result.RmseA.StandardError);
            CloseAssert.Absolute(result.Row.Published!.Value, result.RmseA.Value, allowed, result.Row.Method.Name);
        }
    }

    [Fact]
    public void A_filter_that_loses_the_truth_is_counted()
    {
        CycleExperiment experiment = Small("ext_kf") with { Cycles = 400, Seeds = 2 };
        experiment = experiment with { Rows = [experiment.Rows[0] with { Options = new() { Inflation = 1e-3, Recovers = false } }] };
        Assert.Equal(2, experiment.Run()[0].Diverged);
    }

    [Theory]
    [InlineData(nameof(CycleExperiment.Cycles))]
    [InlineData(nameof(CycleExperiment.Every))]
    [InlineData(nameof(CycleExperiment.BurnIn))]
    [InlineData(nameof(CycleExperiment.Observed))]
    public void A_setting_out_of_range_is_refused_by_name(string name)
    {
        CycleExperiment experiment = Small("climatology");
        Refuses.Argument(name, () => (name switch
        {
            nameof(CycleExperiment.Cycles) => experiment with { Cycles = 0 },
            nameof(CycleExperiment.Every) => experiment with { Every = 0 },
            nameof(CycleExperiment.BurnIn) => experiment with { BurnIn = 1e6 },
            _ => experiment with { Observed = [3] },
        }).Run());
    }

    private static CycleExperiment Small(params string[] methods) => CycleExperiments.Sakov2012 with
    {
        Cycles = 120,
        Seeds = 2,
        Rows = [.. methods.Select(method => new CycleRow(FilterMethod.Find(method)!, new() { Rotate = method == "ienks" }))],
    };
}
