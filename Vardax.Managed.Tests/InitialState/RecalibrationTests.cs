using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.InitialState;

public sealed class RecalibrationTests
{
    [Theory]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_posterior_too_narrow_or_too_wide_is_found_so(double scale)
    {
        Recalibration found = Fit(() => new ScaledPosterior(scale), 5000);
        // Five standard errors: 5 / sqrt(2 5000).
        Assert.Equal(2, found.Coordinates.Count);
        Assert.All(found.Coordinates, c => CloseAssert.Relative(1 / scale, c.Classes.Average(m => m.StandardDeviation), 0.05));
    }

    [Fact]
    public void The_fit_has_the_same_bits_at_every_number_of_threads()
    {
        Recalibration one = Fit(() => new ScaledPosterior(0.8), 1000, maxThreads: 1);
        foreach (int threads in (int[])[2, 4, -1])
            Assert.Equal(Numbers(one), Numbers(Fit(() => new ScaledPosterior(0.8), 1000, threads)));
        Assert.NotEqual(Numbers(one), Numbers(Fit(() => new ScaledPosterior(0.8), 1001)));
    }

    [Fact]
    public void Problems_without_a_posterior_are_left_out()
    {
        Recalibration found = Fit(() => new ScaledPosterior(0.8, noneAbove: 2), 5000);
        Assert.All(found.Coordinates, c => CloseAssert.Relative(1.25, c.Classes.Average(m => m.StandardDeviation), 0.07));
        Refuses.Argument("create", () => Fit(() => new ScaledPosterior(0.8, noneAbove: -1e9), 1000));
    }

    [Fact]
    public void It_makes_the_truth_more_probable_under_a_flow_that_is_wrong()
    {
        // Half as wide as it was, by the logarithms of U's diagonal.
        ControlDensity flow = AttractorControl.CreateFlow();
        int bias = ((FlowControlHead)flow.Head).Mlps[0].Layers[^1].BiasOffset;
        foreach (ref float parameter in flow.MutableParameters.Slice(bias + 3, 3))
            parameter += (float)Math.Log(2);
        Recalibration Found(int maxThreads) => Recalibration.Fit(
            () => new ControlAnalysis(flow), AttractorControl.Settings, RandomKey.FromSeed(4), 500, parallel: new ParallelOptions { MaxDegreeOfParallelism = maxThreads });
        Recalibration found = Found(1);
        Assert.Equal(Numbers(found), Numbers(Found(2)));
        double Mean(Recalibration? recalibration)
        {
            var analysis = new ControlAnalysis(flow, recalibration);
            double[] log = new double[1];
            double sum = 0;
            for (int i = 0; i < 100; i++)
            {
                AssimilationProblem problem = AttractorControl.Problem(i);
                analysis.LogProb(problem, problem.Truth.Values.AsSpan(0, problem.Mask.Length), log);
                sum += log[0] / 100;
            }

            return sum;
        }

        Assert.All(found.Coordinates, c => Assert.True(c.Classes.Average(m => m.StandardDeviation) > 1.3));
        Assert.True(Mean(found) > Mean(null) + 0.5, $"{Mean(null)} to {Mean(found)}");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(99)]
    public void Too_few_problems_are_refused(int problems) =>
        Refuses.Argument("problems", () => Fit(() => new ScaledPosterior(1), problems));

    private static Recalibration Fit(Func<IInitialStatePosterior> create, int problems, int maxThreads = -1) =>
        Recalibration.Fit(create, LinearProblem.Settings, RandomKey.FromSeed(4), problems, parallel: new ParallelOptions { MaxDegreeOfParallelism = maxThreads });

    private static double[] Numbers(Recalibration found) =>
        [.. found.Coordinates.SelectMany(c => c.Classes.SelectMany(m => m.Components)
            .SelectMany(n => (double[])[n.Weight, n.Mean, n.StandardDeviation]).Concat(c.Splits.Select(s => s.Threshold)))];
}
