using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>Mean and covariance of some values of simulated windows, in double precision.</summary>
/// <param name="Mean">One for each value.</param>
/// <param name="Covariance">values x values, row-major.</param>
internal sealed record SimulatedMoments(double[] Mean, double[] Covariance)
{
    private const int BlockSize = 256;

    /// <summary>Takes the values of a window.</summary>
    /// <param name="block">The windows.</param>
    /// <param name="row">Which one.</param>
    /// <param name="values">Receives the values.</param>
    public delegate void Collector(WindowBlock block, int row, Span<double> values);

    /// <summary>Estimates them from the first <paramref name="count"/> windows of a stream; those that diverge are left out.</summary>
    /// <param name="generator">The family.</param>
    /// <param name="stream">The key of the simulated problems.</param>
    /// <param name="count">Number of windows.</param>
    /// <param name="size">Values of a window.</param>
    /// <param name="collect">Takes the values.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <exception cref="ArgumentException">More than one window in a hundred diverges.</exception>
    public static SimulatedMoments Estimate(
        ProblemGenerator generator, RandomKey stream, int count, int size, Collector collect, CancellationToken cancellation)
    {
        double[] shift = new double[size], sum = new double[size], departures = new double[BlockSize * size];
        double[] product = new double[size * size], covariance = new double[size * size];
        int diverged = 0;
        bool isFirst = true;
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Cancellation = cancellation }.Truths(BlockSize))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                Span<double> departure = departures.AsSpan(row * size, size);
                bool isFinite = block.IsFinite(row);
                if (isFinite)
                    collect(block, row, departure);
                foreach (double value in departure)
                    isFinite &= double.IsFinite(value);
                if (!isFinite)
                {
                    departure.Clear();
                    diverged++;
                    continue;
                }

                // Differences from the first window: the spread may be a thousandth of the mean.
                if (isFirst)
                    departure.CopyTo(shift);
                isFirst = false;
                for (int i = 0; i < size; i++)
                {
                    departure[i] -= shift[i];
                    sum[i] += departure[i];
                }
            }

            MatMul.Multiply(size, size, block.Rows, departures, 1, size, departures, product, default, default(VectorIdentity<double>));
            for (int i = 0; i < covariance.Length; i++)
                covariance[i] += product[i] / count;
        }

        generator.RequireFew(diverged, stream, count, cancellation);
        double share = (count - diverged) / (double)count;
        for (int i = 0; i < size; i++)
            sum[i] /= share;
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
                covariance[(i * size) + j] = (covariance[(i * size) + j] / share) - (sum[i] / count * (sum[j] / count));
        }

        return new SimulatedMoments([.. shift.Select((x, i) => x + (sum[i] / count))], covariance);
    }
}
