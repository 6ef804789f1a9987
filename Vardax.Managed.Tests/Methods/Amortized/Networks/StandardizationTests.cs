using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class StandardizationTests
{
    private const int Entries = SmallPosterior.Entries, Rows = 5;
    private static readonly Standardization Units = new(SmallPosterior.Prior, SmallPosterior.Settings.Observing);

    [Fact]
    public void Observations_are_scaled_by_what_the_prior_and_the_noise_spread_them()
    {
        (float[] y, float[] mask, _) = SmallPosterior.Batch(Rows);
        var scaled = new float[y.Length];
        Units.StandardizeObservations(y, mask, scaled);
        for (int i = 0; i < y.Length; i++)
        {
            double m = SmallPosterior.Prior.Climatology.Mean[i % Entries], noise = SmallPosterior.Settings.Noise();
            double s = SmallPosterior.Prior.Climatology.StandardDeviation[i % Entries];
            double expected = mask[i] * (y[i] - m) / Math.Sqrt((s * s) + (noise * noise));
            CloseAssert.Absolute(expected, scaled[i], 1e-5, $"[{i}]");
        }

        Units.StandardizeObservations(y, mask, y);
        BitwiseAssert.Equal<float>(scaled, y);
    }

    [Fact]
    public void States_are_departures_from_the_linear_estimate_in_its_standard_errors()
    {
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(Rows);
        float[] estimates = new float[x.Length], states = [.. x];
        SmallPosterior.Prior.Linear.Predict(y, mask, estimates, new float[Rows * SmallPosterior.Prior.Linear.ObservedEntries],
            SmallPosterior.Prior.Linear.CreateCompletion());
        Units.StandardizeStates(y, mask, states, new float[Rows * Units.ScratchPerRow], SmallPosterior.Prior.Linear.CreateCompletion());
        for (int i = 0; i < x.Length; i++)
        {
            double expected = ((double)x[i] - estimates[i]) / SmallPosterior.Prior.Linear.StandardDeviation[i % Entries];
            CloseAssert.Absolute(expected, states[i], 1e-5 * Math.Max(1, Math.Abs(expected)), $"[{i}]");
        }
    }

    [Fact]
    public void Restoring_undoes_standardizing()
    {
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(Rows);
        float[] mean = [.. x], logVariance = new float[x.Length], scratch = new float[Rows * Units.ScratchPerRow];
        Units.StandardizeStates(y, mask, mean, scratch, SmallPosterior.Prior.Linear.CreateCompletion());
        Units.Restore(y, mask, mean, logVariance, scratch, SmallPosterior.Prior.Linear.CreateCompletion());
        CloseAssert.Absolute(x, mean, 2e-5);
        for (int i = 0; i < x.Length; i++)
            CloseAssert.Absolute(2 * Math.Log(SmallPosterior.Prior.Linear.StandardDeviation[i % Entries]), logVariance[i], 1e-5);
        CloseAssert.Relative(logVariance.Take(Entries).Sum(s => s / 2.0), Units.LogScale, 1e-5);
    }

    [Fact]
    public void Physical_units_leave_everything_as_it_is()
    {
        var physical = new Standardization(Entries);
        (float[] y, float[] mask, float[] x) = SmallPosterior.Batch(Rows);
        float[] inputs = new float[y.Length], states = [.. x], mean = [.. x], logVariance = [.. y];
        physical.StandardizeObservations(y, mask, inputs);
        physical.StandardizeStates(y, mask, states, [], null);
        physical.Restore(y, mask, mean, logVariance, [], null);
        Assert.Equal(y, inputs);
        Assert.Equal(x, states);
        Assert.Equal(x, mean);
        Assert.Equal(y, logVariance);
        Assert.Equal((0, 0), (physical.LogScale, physical.ScratchPerRow));
        Refuses.Argument("entries", () => new Standardization(0));
    }
}
