using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Systems;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class DivergenceTests
{
    private const int Count = 4096;

    private static ProblemGenerator Generator(double bound)
    {
        DivergingModel model = new(bound);
        return new ProblemGenerator(new ProblemSettings
        {
            Model = model, Initial = new(new NormalPrior(1, 1)), Observing = ObservingSystem.OfComponents(model, every: 1),
            BurnInSteps = 0, WindowSteps = 2, TotalSteps = 2,
        });
    }

    [Fact]
    public void Few_simulations_that_diverge_are_counted_and_left_out_of_every_moment()
    {
        // |1 + z| is 3.6 or more for 0.0047 of z; the others have the moments of a truncated normal distribution, here those of the sample.
        ProblemGenerator generator = Generator(3.6);
        RandomKey stream = RandomKey.FromSeed(1);
        var z = new float[1];
        double[] kept = [.. Enumerable.Range(0, Count).Select(i =>
        {
            RandomDraws.Normal(stream.Child((ulong)i).InitialState(), z);
            return (double)(1 + z[0]);
        }).Where(x => Math.Abs(x) < 3.6)];
        Climatology climatology = Climatology.Estimate(generator, stream, Count);
        Assert.InRange(Count - kept.Length, 5, 40);
        Assert.Equal(Count - kept.Length, climatology.Diverged);
        double mean = kept.Average(), variance = kept.Average(x => (x - mean) * (x - mean));
        LinearEstimator linear = LinearEstimator.Estimate(generator, climatology, stream, Count);
        for (int e = 0; e < 3; e++)
        {
            Assert.Equal(mean, climatology.Mean[e], 1e-5);
            Assert.Equal(Math.Sqrt(variance), climatology.StandardDeviation[e], 1e-5);
            // Three observations of one number: (variance^-1 + 3 / r^2)^-1.
            Assert.Equal(Math.Sqrt(1 / ((1 / variance) + (3 / 0.25))), linear.StandardDeviation[e], 1e-4);
        }
    }

    [Fact]
    public void More_than_one_in_a_hundred_are_an_error_that_names_their_number()
    {
        ProblemGenerator generator = Generator(3);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => Climatology.Estimate(generator, RandomKey.FromSeed(1), Count));
        Assert.Matches(@"diverges: \d\d of 4096 simulations are not finite, more than one in a hundred: from the initial state x = ", exception.Message);
    }

    [Fact]
    public void A_batch_to_learn_from_has_none()
    {
        ProblemGenerator generator = Generator(2);
        const int rows = 64;
        float[] y = new float[3 * rows], m = new float[3 * rows], x = new float[3 * rows];
        var data = new SimulatedTrainingData(generator, RandomKey.FromSeed(1));
        data.Fill(0, rows, 0, rows, y, m, x, new float[data.ScratchSize(rows)]);
        Assert.All(x, value => Assert.InRange(value, -2, 2));
        Assert.All(y, value => Assert.True(float.IsFinite(value)));
        Assert.InRange(x.Distinct().Count(), 20, 31);
    }
}
