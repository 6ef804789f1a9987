using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>Of Lorenz-63 with z alone observed, (x, y, z) and (-x, -y, z) explain the observations alike.</summary>
public sealed class SeveralModesTests
{
    private static readonly ProblemSettings Settings = Presets.Attractor() is var s
        ? s with { TotalSteps = s.WindowSteps, Observing = ObservingSystem.OfComponents(s.Model, 0.5, 5, components: [2]) } : null!;

    private static readonly ProblemGenerator Generator = new(Settings);
    private static readonly PolishBackground Background = PolishBackground.Estimate(Settings, RandomKey.FromSeed(1));

    [Fact]
    public void Multi_start_4DVar_has_both_mirror_images_with_the_weight_of_their_evidence()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(2));
        var posterior = new LaplacePosterior(FourDVar(new MultiStart()));
        Assert.True(posterior.Condition(problem).IsUsable);
        int entries = Settings.WindowEntries;
        float[] samples = new float[400 * entries], truth = problem.Truth.Values[..entries], mirrored = [.. truth];
        for (int e = 0; e < entries; e++)
            mirrored[e] *= e % 3 == 2 ? 1 : -1;
        posterior.Sample(RandomKey.FromSeed(3), samples);
        double near = 0, far = 0;
        for (int s = 0; s < 400; s++)
        {
            ReadOnlySpan<float> sample = samples.AsSpan(s * entries, entries);
            near += Rmse.Overall(sample, truth) < 3 ? 1 / 400.0 : 0;
            far += Rmse.Overall(sample, mirrored) < 3 ? 1 / 400.0 : 0;
        }

        Assert.InRange(near, 0.2, 0.8);
        Assert.InRange(far, 0.2, 0.8);
        Assert.InRange(near + far, 0.9, 1 + 1e-9);
        double[] logs = new double[2];
        posterior.LogProb([.. truth, .. mirrored], logs);
        Assert.InRange(logs[0] - logs[1], -3, 3);
    }

    [Fact]
    public void Its_moments_are_those_of_the_exact_posterior_where_one_minimum_s_are_far_off()
    {
        AssimilationProblem[] problems = [.. Enumerable.Range(0, 24).Select(i => Generator.Generate(RandomKey.FromSeed(5).Child((ulong)i)))];
        OracleResult[] exact = new ImportanceSamplingOracle(Generator, RandomKey.FromSeed(6), 200_000).Analyze(problems);
        double several = Distance(new MultiStart(), problems, exact), single = Distance(MultiStart.PriorMean, problems, exact);
        Assert.InRange(several, 0, 0.25);
        Assert.True(single > 3 * several, $"one minimum {single}, several {several}");
    }

    [Fact]
    public void Its_samples_and_analyses_are_the_same_again_and_allocate_nothing_but_samples()
    {
        AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(2));
        var posterior = new LaplacePosterior(FourDVar(new MultiStart()));
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length], again = new float[mean.Length];
        posterior.Analyze(problem, mean, std);
        Assert.Equal(0, Allocation.AfterWarmUp(() => posterior.Analyze(problem, again, std)));
        Assert.Equal(mean, again);
    }

    private static StrongFourDVar FourDVar(MultiStart starts) => new(Settings, Background.State, null, starts, Background.LeadSteps);

    /// <summary>The mean distance of the means, in standard deviations of the exact posterior, where the oracle is sure.</summary>
    private static double Distance(MultiStart starts, AssimilationProblem[] problems, OracleResult[] exact)
    {
        var posterior = new LaplacePosterior(FourDVar(starts));
        float[] mean = new float[Settings.WindowEntries], std = new float[mean.Length];
        double sum = 0;
        int count = 0;
        for (int i = 0; i < problems.Length; i++)
        {
            if (exact[i].EffectiveSampleSize < 200)
                continue;
            posterior.Analyze(problems[i], mean, std);
            for (int e = 0; e < mean.Length; e++, count++)
                sum += Math.Abs(mean[e] - exact[i].Mean[e]) / exact[i].StandardDeviation[e];
        }

        return sum / count;
    }
}
