using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Experiments;

public class CalibrationExperimentTests
{
    private static readonly CalibrationExperiment Small = new()
    {
        Settings = (Presets.Attractor() with { WindowSteps = 10, TotalSteps = 20 }).Seen(noise: 0.02, every: 1),
        Recipe = Recipes.Control with { Steps = 200, ValidationProblems = 0 },
        Runs = 200, AgreementWindows = 20, AdjointWindows = 2, PolishLeadSteps = 25,
    };

    private static readonly string[] Names =
    [
        "simulation-based calibration", "TARP", "expected coverage", "spread-error ratio", "information",
        "posterior agreement", "adjoint agreement",
    ];

    [Fact]
    public void Where_the_posterior_is_nearly_gaussian_the_polished_one_passes_every_gate_and_the_network_s_own_does_not()
    {
        CalibrationExperimentResult polished = Run(Small);
        Assert.Equal("polished", polished.Report.Method);
        Assert.Equal(Names, polished.Gates.Select(g => g.Name));
        Assert.All(polished.Gates, g => Assert.True(g.Passed, g.ToString()));
        Assert.False(polished.Failed);

        // The polish minimises 4DVar's cost, so the two agree far closer than the gate asks.
        Assert.InRange(polished.Agreement!.Max.Median, 0, 0.01);
        Assert.InRange(polished.Adjoint!.Gate.Statistic, 0, 0.01);

        CalibrationExperimentResult own = Run(Small with { Polish = null });
        Assert.Equal("amortized", own.Report.Method);
        Assert.True(own.Failed);
        Assert.Equal(GateVerdict.FailDisagreement, own.Agreement!.Gate.Verdict);
        Assert.Equal(GateVerdict.FailDisagreement, own.Adjoint!.Gate.Verdict);
    }

    [Fact]
    public void Independent_entries_fail_by_the_whole_window_alone()
    {
        CalibrationExperimentResult result = Run(Small with
        {
            Config = AmortizedConfig.Reference,
            Recipe = Recipes.Robust with { Steps = 200 },
            AgreementWindows = 0,
            AdjointWindows = 0,
            InformationProblems = 0,
        });
        Assert.Equal(Names[..4], result.Gates.Select(g => g.Name));
        Assert.Equal(GateVerdict.FailOverConfident, result.Gates[0].Verdict);
        Assert.Equal(GateVerdict.FailOverConfident, result.Gates[1].Verdict);
        Assert.All(result.Report.Quantities, q =>
            Assert.Equal(q.Name.Contains(" at step ", StringComparison.Ordinal), q.Verdict == GateVerdict.Pass));
        Assert.Null(result.Agreement);
        Assert.Null(result.Adjoint);
    }

    [Fact]
    public void Judging_what_was_trained_is_training_and_judging_at_every_number_of_threads()
    {
        CalibrationExperiment experiment = Small with
        {
            Recipe = Recipes.Control with { Steps = 20, ValidationProblems = 0 },
            Runs = 40,
            AgreementWindows = 4,
            AdjointWindows = 1,
        };
        ExperimentResult trained = new AmortizedExperiment
        {
            Settings = experiment.Settings, Recipe = experiment.Recipe, HeldOutProblems = 2, PolishLeadSteps = experiment.PolishLeadSteps,
        }.Run(cancellation: TestContext.Current.CancellationToken);
        GateResult[] gates = [.. Run(experiment, 1).Gates];
        Assert.Equal(gates, Run(experiment, 3).Gates);
        Assert.Equal(gates, experiment.Judge(trained.Model, new() { MaxDegreeOfParallelism = 2 }).Gates);

        // Another seed, other problems.
        Assert.NotEqual(gates[0], (experiment with { Keys = new ExperimentKeys(HeldOut: 4) })
            .Judge(trained.Model, new() { CancellationToken = TestContext.Current.CancellationToken }).Gates[0]);
    }

    [Fact]
    public void The_gates_problems_are_those_of_no_other_stream_even_of_the_same_seed()
    {
        var keys = new ExperimentKeys(HeldOut: 1);
        RandomKey train = RandomKey.FromSeed(1), stream = keys.CalibrationStream;
        HashSet<RandomKey> others =
        [
            .. train.Split(64_000), .. keys.HeldOutStream.Split(8192),
            .. ((RandomKey[])[train.Prior(), train.Oracle(), train.Validation()]).SelectMany(other => other.Split(8192)),
        ];
        for (ulong gate = 0; gate < 3; gate++)
        {
            Assert.DoesNotContain(stream.Child(gate).Split(1000), others.Contains);
            Assert.DoesNotContain(stream.Child(gate).Child(0).Split(1000), others.Contains);
        }
    }

    [Theory]
    [InlineData(GateVerdict.Pass, false)]
    [InlineData(GateVerdict.NotJudged, false)]
    [InlineData(GateVerdict.FailOverConfident, true)]
    [InlineData(GateVerdict.FailUnderConfident, true)]
    [InlineData(GateVerdict.FailBiased, true)]
    [InlineData(GateVerdict.FailDisagreement, true)]
    [InlineData(GateVerdict.FailUninformative, true)]
    public void It_fails_where_a_gate_does_and_not_where_one_was_not_judged(GateVerdict verdict, bool failed)
    {
        GateResult Gate(GateVerdict v) => new("", 0, default(Interval), 0, v, "");
        var result = new CalibrationExperimentResult
        {
            Model = null!,
            Report = new CalibrationReport
            {
                Method = "", Problems = 20, Unusable = 0, Samples = 19, Gates = [Gate(GateVerdict.Pass), Gate(verdict)],
            },
            Information = null,
            Agreement = null,
            Adjoint = null,
        };
        Assert.Equal(failed, result.Failed);
    }

    [Fact]
    public void Sizes_out_of_range_are_refused_before_training()
    {
        CalibrationExperiment endless = Small with { Recipe = Recipes.Control with { Steps = int.MaxValue } };
        foreach ((string name, CalibrationExperiment bad) in ((string, CalibrationExperiment)[])
            [("Problems is 19", endless with { Runs = 19 }), ("Samples is 9", endless with { Samples = 9 }),
                ("Bins is 20", endless with { Samples = 100 }), ("AgreementWindows is 1", endless with { AgreementWindows = 1 }),
                ("AdjointWindows is -1", endless with { AdjointWindows = -1 })])
        {
            var thrown = Assert.ThrowsAny<ArgumentException>(() => bad.Run());
            Assert.StartsWith(name, thrown.Message, StringComparison.Ordinal);
        }
    }

    private static CalibrationExperimentResult Run(CalibrationExperiment experiment, int maxThreads = -1) =>
        experiment.Run(new() { MaxThreads = maxThreads }, TestContext.Current.CancellationToken);
}
