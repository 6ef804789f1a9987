using Vardax.Managed.Calibration;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class RankGateTests
{
    private const int Count = 1000, Samples = 99;

    [Theory]
    [InlineData(0, 0, GateVerdict.Pass)]
    [InlineData(0, -0.06, GateVerdict.FailOverConfident)]
    [InlineData(0, 0.06, GateVerdict.FailUnderConfident)]
    [InlineData(0.08, 0, GateVerdict.FailBiased)]
    [InlineData(-0.08, 0, GateVerdict.FailBiased)]
    public void The_shape_of_the_ranks_names_the_fault(double slope, double hump, GateVerdict verdict)
    {
        int[] ranks = Ranks(slope, hump), uniform = Ranks(0, 0);
        (GateResult gate, GateVerdict[] verdicts) = SimulationBasedCalibration.Judge(["even", "odd"], [uniform, ranks], Samples);
        Assert.Equal(verdict, gate.Verdict);
        Assert.Equal([GateVerdict.Pass, verdict], verdicts);
        Assert.Equal(verdict == GateVerdict.Pass, gate.Interval.Contains(gate.Statistic));
        Assert.Equal(verdict != GateVerdict.Pass, gate.Explanation.Contains("least probable: odd"));

        GateResult tarp = Tarp.Judge(ranks, Samples);
        Assert.Equal(verdict, tarp.Verdict);
        Assert.Equal(verdict == GateVerdict.Pass, tarp.Interval.Contains(tarp.Statistic));
    }

    [Theory]
    [InlineData(-0.08, GateVerdict.FailOverConfident)]
    [InlineData(0.08, GateVerdict.FailUnderConfident)]
    public void A_slope_of_the_log_density_is_no_bias(double slope, GateVerdict verdict)
    {
        (GateResult alone, _) = SimulationBasedCalibration.Judge(["p"], [Ranks(slope, 0)], Samples, logDensity: 0);
        Assert.Equal(verdict, alone.Verdict);

        // A component that fails, however slightly, names the direction.
        (GateResult both, _) = SimulationBasedCalibration.Judge(
            ["p", "x"], [Ranks(2 * slope, 0), Ranks(0.06, 0)], Samples, logDensity: 0);
        Assert.Equal(GateVerdict.FailBiased, both.Verdict);
    }

    [Fact]
    public void More_quantities_need_more_evidence()
    {
        int[] slight = Ranks(0.055, 0), uniform = Ranks(0, 0);
        int[][] many = [slight, .. Enumerable.Repeat(uniform, 29)];
        Assert.False(SimulationBasedCalibration.Judge(["x"], [slight], Samples).Gate.Passed);
        Assert.True(SimulationBasedCalibration.Judge([.. many.Select((_, q) => $"{q}")], many, Samples).Gate.Passed);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("ranks", () => SimulationBasedCalibration.Judge(["x"], [], Samples));
        Refuses.Argument("ranks", () => SimulationBasedCalibration.Judge(["x", "y"], [[1, 2], [1]], Samples));
        Refuses.Argument("ranks", () => SimulationBasedCalibration.Judge(["x"], [[100]], Samples));
        Refuses.Argument("ranks", () => Tarp.Judge([100], Samples));
        Refuses.Argument("samples", () => Tarp.Judge([0], 0));
    }

    /// <summary>Ranks of evenly spread points u, warped to u + slope sin(pi u) + hump sin(2 pi u).</summary>
    private static int[] Ranks(double slope, double hump) =>
    [
        .. Enumerable.Range(0, Count).Select(i => (i + 0.5) / Count).Select(u =>
            (int)(100 * (u + (slope * Math.Sin(Math.PI * u)) + (hump * Math.Sin(Math.Tau * u))))),
    ];
}
