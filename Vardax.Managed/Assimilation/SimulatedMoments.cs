using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>Mean and covariance of some entries of simulated windows, in double precision.</summary>
/// <param name="Mean">One for each entry.</param>
/// <param name="Covariance">entries x entries, row-major; not finite where the simulation diverges.</param>
internal sealed record SimulatedMoments(double[] Mean, double[] Covariance)
{
    private const int BlockSize = 256;

    /// <summary>Estimates them from the first <paramref name="count"/> windows of a stream.</summary>
    /// <param name="generator">The family.</param>
    /// <param name="stream">The key of the simulated problems.</param>
    /// <param name="count">Number of windows.</param>
    /// <param name="selected">The entries, in order.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    public static SimulatedMoments Estimate(
        ProblemGenerator generator, RandomKey stream, int count, ReadOnlySpan<int> selected, CancellationToken cancellation)
    {
        int size = selected.Length;
        double[] shift = new double[size], sum = new double[size], departures = new double[BlockSize * size];
        double[] product = new double[size * size], covariance = new double[size * size];
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Cancellation = cancellation }.Truths(BlockSize))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                ReadOnlySpan<float> truth = block.Truth(row);
                for (int i = 0; i < size; i++)
                {
                    // Differences from the first window: the spread may be a thousandth of the mean.
                    double value = truth[selected[i]];
                    if (block.First == 0 && row == 0)
                        shift[i] = value;
                    departures[(row * size) + i] = value - shift[i];
                    sum[i] += value - shift[i];
                }
            }

            MatMul.Multiply(size, size, block.Rows, departures, 1, size, departures, product, default, default(VectorIdentity<double>));
            for (int i = 0; i < covariance.Length; i++)
                covariance[i] += product[i] / count;
        }

        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                covariance[(i * size) + j] -= sum[i] / count * (sum[j] / count);
        }

        return new SimulatedMoments([.. shift.Select((x, i) => x + (sum[i] / count))], covariance);
    }

    /// <summary>The same, of a simulation that does not diverge.</summary>
    /// <exception cref="ArgumentException">It diverges.</exception>
    public static SimulatedMoments EstimateFinite(
        ProblemGenerator generator, RandomKey stream, int count, ReadOnlySpan<int> selected, CancellationToken cancellation)
    {
        SimulatedMoments moments = Estimate(generator, stream, count, selected, cancellation);
        int size = selected.Length, n = generator.Settings.StateDimension;
        for (int i = 0; i < size; i++)
        {
            if (!double.IsFinite(moments.Covariance[(i * size) + i]))
            {
                throw new ArgumentException(
                    $"The simulated prior diverges: {generator.Settings.Model.Components[selected[i] % n]} at window step "
                    + $"{selected[i] / n} is not finite in some of {count} simulations: "
                    + $"{generator.Divergence(stream, count, cancellation)}.", nameof(generator));
            }
        }

        return moments;
    }
}
