using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class AmortizedAnalysisTests
{
    private const int Entries = SmallPosterior.Entries;

    private static readonly AssimilationProblem Problem = SmallPosterior.Generator.Generate(RandomKey.FromSeed(2));

    private static readonly AmortizedAnalysis Analysis = new(SmallPosterior.Create(standardize: true));

    [Fact]
    public void Samples_have_the_marginals_and_independent_entries()
    {
        (float[] mean, float[] std) = Analyze();
        var samples = new float[4000 * Entries];
        Assert.Equal(AnalysisStatus.Ok, Analysis.Sample(Problem, RandomKey.FromSeed(3), samples));
        MultivariateNormal.HasMoments(samples, [.. mean.Select(m => (double)m)], Covariance(std));
        Assert.True(MultivariateNormal.LargestError(
            samples, [.. mean.Select(m => (double)m)], [.. Covariance(std).Select(c => 1.2 * c)]) > 5);
    }

    [Fact]
    public void The_log_density_of_many_windows_is_the_normal_one_of_each()
    {
        (float[] mean, float[] std) = Analyze();
        var windows = new float[5 * Entries];
        Analysis.Sample(Problem, RandomKey.FromSeed(3), windows);
        var log = new double[5];
        Analysis.LogProb(Problem, windows, log);
        for (int i = 0; i < 5; i++)
        {
            double[] window = [.. windows.AsSpan(i * Entries, Entries).ToArray().Select(x => (double)x)];
            double expected = MultivariateNormal.LogDensity(window, [.. mean.Select(m => (double)m)], Covariance(std));
            CloseAssert.Absolute(expected, log[i], 1e-4, $"window {i}");
        }

        Assert.Equal(5, log.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(3, 2)]
    public void Windows_that_are_not_as_many_as_their_densities_are_refused(int windows, int densities) =>
        Refuses.Argument("windows", () => Analysis.LogProb(Problem, new float[windows * Entries], new double[densities]));

    private static (float[] Mean, float[] Std) Analyze()
    {
        float[] mean = new float[Entries], std = new float[Entries];
        Assert.Equal(AnalysisStatus.Ok, Analysis.Analyze(Problem, mean, std));
        return (mean, std);
    }

    private static double[] Covariance(float[] std)
    {
        double[] covariance = PlainMatrix.Identity(Entries);
        for (int e = 0; e < Entries; e++)
            covariance[e * (Entries + 1)] = (double)std[e] * std[e];
        return covariance;
    }
}
