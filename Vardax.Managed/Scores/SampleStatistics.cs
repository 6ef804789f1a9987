using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>Statistics across samples, entry by entry; samples are the rows of a row-major matrix.</summary>
public static class SampleStatistics
{
    /// <summary>Mean and standard deviation (divided by n, as NumPy's default) of each column.</summary>
    /// <param name="samples">count x mean.Length values.</param>
    /// <param name="mean">Receives the means.</param>
    /// <param name="std">Receives the standard deviations, as long as <paramref name="mean"/>.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public static void MeanAndStd(ReadOnlySpan<float> samples, Span<float> mean, Span<float> std)
    {
        Guard.Length(mean.Length, std.Length, nameof(std));
        int columns = mean.Length, rows = samples.Length / columns;
        Guard.Matrix(samples.Length, rows, columns, nameof(samples));
        for (int column = 0; column < columns; column++)
        {
            double sum = 0, squares = 0;
            for (int row = 0; row < rows; row++)
                sum += samples[(row * columns) + column];
            double average = sum / rows;
            for (int row = 0; row < rows; row++)
            {
                double difference = samples[(row * columns) + column] - average;
                squares += difference * difference;
            }

            mean[column] = (float)average;
            std[column] = (float)Math.Sqrt(squares / rows);
        }
    }

    /// <summary>The mean of each column of a row-major matrix: of each component, when rows are times.</summary>
    /// <exception cref="ArgumentException">The length is not rows x columns.</exception>
    public static double[] ColumnMeans(ReadOnlySpan<float> values, int rows, int columns)
    {
        Guard.Matrix(values.Length, rows, columns, nameof(values));
        var means = new double[columns];
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < rows; row++)
                means[column] += values[(row * columns) + column];
            means[column] /= rows;
        }

        return means;
    }

    /// <summary>Quantiles of each column, as <see cref="Quantile"/>; NaN for a column with a NaN.</summary>
    /// <param name="samples">count x columns values, row-major.</param>
    /// <param name="probabilities">The probabilities, at least one.</param>
    /// <param name="quantiles">Receives a row of columns for each probability.</param>
    /// <param name="scratch">count values of scratch.</param>
    /// <exception cref="ArgumentException">The lengths do not fit, or a probability is outside [0, 1].</exception>
    public static void Quantiles(
        ReadOnlySpan<float> samples, ReadOnlySpan<double> probabilities, Span<float> quantiles, Span<float> scratch)
    {
        int columns = probabilities.IsEmpty ? 0 : quantiles.Length / probabilities.Length;
        Guard.Matrix(quantiles.Length, probabilities.Length, columns, nameof(quantiles));
        Guard.Matrix(samples.Length, scratch.Length, columns, nameof(samples));
        for (int column = 0; column < columns; column++)
        {
            for (int row = 0; row < scratch.Length; row++)
                scratch[row] = samples[(row * columns) + column];
            Quantiles(scratch, probabilities, quantiles, column, columns);
        }
    }

    /// <summary>Quantiles of one column, which is sorted, into every <paramref name="stride"/>-th entry from <paramref name="at"/> on.</summary>
    internal static void Quantiles(
        Span<float> column, ReadOnlySpan<double> probabilities, Span<float> quantiles, int at, int stride)
    {
        if (probabilities.IsEmpty)
            return;
        column.Sort();
        // The sort puts NaN first.
        for (int q = 0; q < probabilities.Length; q++)
            quantiles[(q * stride) + at] = float.IsNaN(column[0]) ? float.NaN : Quantile(column, probabilities[q]);
    }

    /// <summary>The quantile of sorted values at probability p in [0, 1], linear between order statistics (NumPy's default).</summary>
    /// <exception cref="ArgumentException">There are no values, or p is outside [0, 1].</exception>
    public static float Quantile(ReadOnlySpan<float> sorted, double p)
    {
        if (sorted.IsEmpty)
            throw new ArgumentException("Expected at least one value.", nameof(sorted));
        if (!(p is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "Expected a probability between 0 and 1.");
        double position = p * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return (float)(sorted[below] + ((position - below) * ((double)sorted[above] - sorted[below])));
    }
}
