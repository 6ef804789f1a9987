using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class EnsembleForecastTests
{
    private const int Samples = 37, Steps = 6;

    private static readonly ProblemSettings Settings = SmallPosterior.Settings;

    [Fact]
    public void Every_sample_is_run_on_from_its_last_state()
    {
        float[] samples = Windows(Samples);
        float[] mean = new float[Steps * 3], std = new float[Steps * 3], quantiles = new float[2 * Steps * 3];
        AnalysisStatus status = new EnsembleForecast(Settings, Samples).Run(samples, mean, std, [0, 0.5], quantiles);
        Assert.Equal(AnalysisStatus.Ok, status);
        Trajectory[] runs = [.. Enumerable.Range(0, Samples).Select(i => FreeForecast.Run(
            Settings.Model, samples.AsSpan(((i + 1) * SmallPosterior.Entries) - 3, 3), Settings.Dt, Steps))];
        for (int t = 0; t < Steps; t++)
        {
            for (int c = 0; c < 3; c++)
            {
                double[] values = [.. runs.Select(run => (double)run[t + 1][c]).Order()];
                double average = values.Average();
                int at = (t * 3) + c;
                CloseAssert.Absolute(average, mean[at], 1e-4);
                CloseAssert.Absolute(Math.Sqrt(values.Average(v => (v - average) * (v - average))), std[at], 1e-4);
                CloseAssert.Absolute(values[0], quantiles[at], 1e-4);
                CloseAssert.Absolute(values[Samples / 2], quantiles[(Steps * 3) + at], 1e-4);
            }
        }
    }

    [Fact]
    public void A_forecast_depends_on_its_samples_alone_and_allocates_nothing()
    {
        var forecast = new EnsembleForecast(Settings, Samples);
        float[] samples = Windows(Samples), mean = new float[Steps * 3], std = new float[Steps * 3];
        forecast.Run(samples, mean, std);
        float[] first = [.. mean, .. std];
        forecast.Run([.. Enumerable.Repeat(1f, samples.Length)], mean, std);
        Assert.All(std, s => Assert.Equal(0, s));
        Assert.Equal(0, Allocation.AfterWarmUp(() => forecast.Run(samples, mean, std)));
        BitwiseAssert.Equal<float>(first, [.. mean, .. std]);
    }

    [Fact]
    public void A_sample_that_diverges_is_a_status_with_its_step()
    {
        float[] samples = Windows(Samples), mean = new float[Steps * 3], std = new float[Steps * 3], median = new float[Steps * 3];
        samples[^1] = 1e30f;
        AnalysisStatus status = new EnsembleForecast(Settings, Samples).Run(samples, mean, std, [0.5], median);
        Assert.Equal((AnalysisCode.Diverged, false), (status.Code, status.IsUsable));
        Assert.Equal("a sample is not finite 1 steps after the window", status.Message);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        var forecast = new EnsembleForecast(Settings, 2);
        float[] samples = Windows(2), three = new float[3];
        Refuses.Argument("settings", () => new EnsembleForecast(null!, 2));
        Refuses.Argument("samples", () => new EnsembleForecast(Settings, 0));
        Refuses.Argument("samples", () => forecast.Run(samples.AsSpan(1), three, three));
        Refuses.Argument("mean", () => forecast.Run(samples, new float[4], new float[4]));
        Refuses.Argument("standardDeviation", () => forecast.Run(samples, three, new float[6]));
        Refuses.Argument("quantiles", () => forecast.Run(samples, three, three, [0.5, 0.6], three));
        Refuses.Argument("p", () => forecast.Run(samples, three, three, [1.5], three));
    }

    private static float[] Windows(int count)
    {
        var windows = new float[count * SmallPosterior.Entries];
        SmallPosterior.Generator.GenerateTruths(
            RandomKey.FromSeed(6), 0, count, windows, new float[SmallPosterior.Generator.ScratchSize(count)]);
        return windows;
    }
}
