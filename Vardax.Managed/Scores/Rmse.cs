using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>Root-mean-square error, over everything or along one axis; sums in double precision.</summary>
public static class Rmse
{
    /// <summary>sqrt(mean over all entries of (estimate - truth)^2).</summary>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length.</exception>
    public static double Overall(ReadOnlySpan<float> estimate, ReadOnlySpan<float> truth)
    {
        Guard.Length(truth.Length, estimate.Length, nameof(estimate));
        return Math.Sqrt(MeanSquare(estimate, truth, 0, 1, truth.Length));
    }

    /// <summary>The same with each error divided by the scale of its component: a number without units.</summary>
    /// <param name="estimate">Rows of as many columns as there are scales.</param>
    /// <param name="truth">As many values.</param>
    /// <param name="scales">One for each column.</param>
    /// <exception cref="ArgumentException">The arrays are empty or differ in length, or are not whole rows.</exception>
    public static double Overall(ReadOnlySpan<float> estimate, ReadOnlySpan<float> truth, ReadOnlySpan<double> scales)
    {
        Guard.Length(truth.Length, estimate.Length, nameof(estimate));
        Guard.Matrix(truth.Length, truth.Length / scales.Length, scales.Length, nameof(truth));
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double error = ((double)estimate[i] - truth[i]) / scales[i % scales.Length];
            sum += error * error;
        }

        return Math.Sqrt(sum / truth.Length);
    }

    /// <summary>The RMSE of each row of a row-major matrix: per time, when rows are times. Each error is divided by the scale of its column.</summary>
    /// <exception cref="ArgumentException">The lengths differ, or are not rows of as many columns as there are scales.</exception>
    public static double[] ByRow(ReadOnlySpan<float> estimate, ReadOnlySpan<float> truth, ReadOnlySpan<double> scales)
    {
        int columns = scales.Length;
        Guard.Matrix(truth.Length, truth.Length / columns, columns, nameof(truth));
        Guard.Length(truth.Length, estimate.Length, nameof(estimate));
        var errors = new double[truth.Length / columns];
        for (int row = 0; row < errors.Length; row++)
            errors[row] = Overall(estimate.Slice(row * columns, columns), truth.Slice(row * columns, columns), scales);
        return errors;
    }

    /// <summary>The RMSE of each column of a row-major matrix: per component, when columns are components.</summary>
    /// <exception cref="ArgumentException">A length is not rows x columns.</exception>
    public static double[] ByColumn(ReadOnlySpan<float> estimate, ReadOnlySpan<float> truth, int rows, int columns)
    {
        Guard.Matrix(truth.Length, rows, columns, nameof(truth));
        Guard.Length(truth.Length, estimate.Length, nameof(estimate));
        var errors = new double[columns];
        for (int column = 0; column < columns; column++)
            errors[column] = Math.Sqrt(MeanSquare(estimate, truth, column, columns, rows));
        return errors;
    }

    private static double MeanSquare(ReadOnlySpan<float> estimate, ReadOnlySpan<float> truth, int start, int stride, int count)
    {
        double sum = 0;
        for (int i = 0, at = start; i < count; i++, at += stride)
        {
            double error = (double)estimate[at] - truth[at];
            sum += error * error;
        }

        return sum / count;
    }
}
