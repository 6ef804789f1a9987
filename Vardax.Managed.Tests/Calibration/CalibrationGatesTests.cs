using Vardax.Managed.Calibration;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class CalibrationGatesTests
{
    private static readonly ProblemGenerator Generator = new(LinearProblem.Settings);
    private static readonly CalibrationOptions Small = new() { Problems = 200, Samples = 39, Bins = 10 };

    [Theory]
    [InlineData(Fault.None, GateVerdict.Pass, GateVerdict.Pass, GateVerdict.Pass, GateVerdict.Pass)]
    [InlineData(Fault.Narrow, GateVerdict.FailOverConfident, null, GateVerdict.FailOverConfident, GateVerdict.FailOverConfident)]
    [InlineData(Fault.Wide, GateVerdict.FailUnderConfident, null, GateVerdict.FailUnderConfident, GateVerdict.FailUnderConfident)]
    [InlineData(Fault.Shifted, GateVerdict.FailBiased, null, GateVerdict.Pass, null)]
    [InlineData(Fault.Independent, GateVerdict.FailOverConfident, GateVerdict.FailOverConfident, GateVerdict.Pass, null)]
    public void Each_gate_finds_the_faults_that_it_sees(
        Fault fault, GateVerdict sbc, GateVerdict? tarp, GateVerdict coverage, GateVerdict? spread)
    {
        CalibrationReport report = Run(fault, new CalibrationOptions());
        GateVerdict?[] expected = [sbc, tarp, coverage, spread];
        for (int gate = 0; gate < expected.Length; gate++)
        {
            // Where a gate has little power against a fault, chance decides, and nothing is expected.
            if (expected[gate] is not null)
                Assert.True(expected[gate] == report.Gates[gate].Verdict, $"{report.Gates[gate]}");
        }

        Assert.Equal(fault == Fault.None, report.Passed);
        Assert.Equal($"linear, {fault}", report.Method);
        Assert.Equal(1000, report.Quantities[0].Ranks.Length);
    }

    [Fact]
    public void Lost_correlation_is_seen_by_the_norm_and_the_log_density_alone()
    {
        CalibrationReport report = Run(Fault.Independent, new CalibrationOptions { Problems = 500 });
        GateVerdict Of(string name) => report.Quantities.Single(q => q.Name == name).Verdict;
        Assert.Equal(GateVerdict.FailOverConfident, Of("window RMS"));
        Assert.NotEqual(GateVerdict.Pass, Of("log-density"));
        Assert.All(report.Quantities.SkipLast(2), q => Assert.Equal(GateVerdict.Pass, q.Verdict));
    }

    [Fact]
    public void The_report_is_the_same_at_every_number_of_threads()
    {
        CalibrationReport one = Run(Fault.None, Small, threads: 1);
        CalibrationReport many = Run(Fault.None, Small, threads: 7);
        Assert.Equal(one.Gates, many.Gates);
        Assert.Equal((one.Rmse, one.Spread, one.Crps, one.EnergyScore), (many.Rmse, many.Spread, many.Crps, many.EnergyScore));
        for (int q = 0; q < one.Quantities.Count; q++)
        {
            Assert.Equal(one.Quantities[q].Ranks, many.Quantities[q].Ranks);
            BitwiseAssert.Equal<double>(one.Quantities[q].ZScores, many.Quantities[q].ZScores);
            BitwiseAssert.Equal<double>(one.Quantities[q].Contractions, many.Quantities[q].Contractions);
        }
    }

    [Fact]
    public void Another_key_gives_other_ranks() =>
        Assert.NotEqual(Run(Fault.None, Small, threads: 1).Quantities[0].Ranks, Run(Fault.None, Small, 2).Quantities[0].Ranks);

    [Fact]
    public void Scores_are_those_in_closed_form()
    {
        CalibrationReport report = Run(Fault.None, new CalibrationOptions());
        (_, double[] std) = LinearProblem.Posterior(new float[18], Generator.Mask.ToArray());
        double[] prior = LinearProblem.PriorStd();
        double variance = std.Average(s => s * s);
        CloseAssert.Relative(Math.Sqrt(variance), report.Spread.Value, 1e-6);
        CloseAssert.Absolute(Math.Sqrt(variance), report.Rmse.Value, 4 * report.Rmse.StandardError);

        // Of a calibrated Gaussian the expected CRPS is s / sqrt(pi): E|X - X'| / 2.
        CloseAssert.Absolute(std.Average() / Math.Sqrt(Math.PI), report.Crps.Value, 4 * report.Crps.StandardError);
        Assert.Equal(
            [
                "u at step 0", "v at step 0", "u at step 4", "v at step 4", "u at step 8", "v at step 8", "window RMS",
                "log-density",
            ],
            report.Quantities.Select(q => q.Name));
        int[] entries = [0, 1, 8, 9, 16, 17];
        for (int q = 0; q < entries.Length; q++)
        {
            // The prior variance is estimated from a thousand windows: 4 relative standard errors of sqrt(2 / 1000).
            double ratio = Math.Pow(std[entries[q]] / prior[entries[q]], 2);
            CloseAssert.Absolute(1 - ratio, report.Quantities[q].Contractions[7], ratio * 4 * Math.Sqrt(2e-3));
            MeanEstimate z = MeanEstimate.Of(report.Quantities[q].ZScores);
            CloseAssert.Absolute(0, z.Value, 4 * z.StandardError);
            CloseAssert.Absolute(1, z.StandardError * Math.Sqrt(1000), 4 / Math.Sqrt(2000));
        }

        Assert.Empty(report.Quantities[^1].ZScores);
    }

    [Fact]
    public void Figures_have_what_they_draw()
    {
        CalibrationReport report = Run(Fault.None, Small);
        foreach (QuantityCalibration quantity in report.Quantities)
        {
            Assert.Equal(200, quantity.Histogram.Counts.Sum());
            Assert.Equal((10, 20), (quantity.Histogram.Counts.Length, quantity.Histogram.Expected));
            EcdfCurve ecdf = quantity.Ecdf;
            Assert.Equal((41, 0, 1), (ecdf.Points.Length, ecdf.Points[0], ecdf.Points[^1]));
            for (int i = 0; i <= 40; i++)
            {
                double below = quantity.Ranks.Count(r => r < i) / 200.0;
                CloseAssert.Absolute(below - (i / 40.0), ecdf.Difference[i], 1e-12);
                Assert.True(ecdf.Lower[i] <= 0 && ecdf.Upper[i] >= 0);
            }
        }

        Assert.Equal(["samples", "mean and standard deviation"], report.Coverage.Select(c => c.Name));
        Assert.Equal(4, report.Coverage[0].Observed.Length);
        Assert.Equal(41, report.ExpectedCoverage!.Points.Length);
    }

    [Theory]
    [InlineData(Fault.None)]
    [InlineData(Fault.Independent)]
    public void A_quantity_passes_where_its_curve_stays_inside_the_band_drawn(Fault fault)
    {
        CalibrationReport report = Run(fault, Small);
        Assert.All(report.Quantities, q => Assert.Equal(q.Verdict == GateVerdict.Pass, Enumerable.Range(0, 41).All(
            i => q.Ecdf.Difference[i] >= q.Ecdf.Lower[i] - 1e-9 && q.Ecdf.Difference[i] <= q.Ecdf.Upper[i] + 1e-9)));
        Assert.Equal(fault == Fault.None, report.Quantities.All(q => q.Verdict == GateVerdict.Pass));
    }

    [Fact]
    public void Too_many_unusable_analyses_are_not_judged_and_a_few_are_left_out()
    {
        CalibrationReport bad = CalibrationGates.Run(
            Generator, () => new LinearPosterior { UnusableAbove = 2 }, RandomKey.FromSeed(3), Small);
        Assert.All(bad.Gates, gate => Assert.Equal(GateVerdict.NotJudged, gate.Verdict));
        Assert.Contains("observed too high", bad.Gates[0].Explanation);
        Assert.InRange(bad.Unusable, 60, 140);
        Assert.Empty(bad.Quantities);
        Assert.False(bad.Passed);

        CalibrationReport few = CalibrationGates.Run(
            Generator, () => new LinearPosterior { UnusableAbove = 5.5 }, RandomKey.FromSeed(3),
            Small with { MostUnusable = 0.2 });
        Assert.InRange(few.Unusable, 1, 20);
        Assert.Equal(200 - few.Unusable, few.Quantities[0].Ranks.Length);
    }

    [Fact]
    public void Bad_options_are_named()
    {
        void Refused(string name, CalibrationOptions options) => Refuses.Argument(name, () => Run(Fault.None, options));
        Refused("Problems", Small with { Problems = 19 });
        Refused("Samples", Small with { Samples = 18 });
        Refused("Bins", Small with { Bins = 7 });
        Refused("Level", Small with { Level = 1 });
        Refused("CoverageLevels", Small with { CoverageLevels = [] });
        Refused("CoverageLevels", Small with { CoverageLevels = [0.5, 1] });
        Refused("CoverageTolerance", Small with { CoverageTolerance = -1 });
        Refused("MostUnusable", Small with { MostUnusable = double.NaN });
    }

    [Fact]
    public void A_cancelled_run_ends() => Assert.ThrowsAny<OperationCanceledException>(() => CalibrationGates.Run(
        Generator, () => new LinearPosterior(), RandomKey.FromSeed(1), Small, new() { CancellationToken = new(true) }));

    private static CalibrationReport Run(Fault fault, CalibrationOptions options, ulong seed = 12, int threads = -1) => CalibrationGates.Run(
        Generator, () => new LinearPosterior(fault), RandomKey.FromSeed(seed), options, new() { MaxDegreeOfParallelism = threads });
}
