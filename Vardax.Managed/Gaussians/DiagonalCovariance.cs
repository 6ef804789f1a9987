using Vardax.Managed.Guards;

namespace Vardax.Managed.Gaussians;

/// <summary>Independent errors: C = diag(s_i^2).</summary>
public sealed class DiagonalCovariance : Covariance
{
    private readonly double[] std;

    /// <summary>From the standard deviations s_i.</summary>
    /// <exception cref="ArgumentException">There is none, or one is not a finite positive number.</exception>
    public DiagonalCovariance(params ReadOnlySpan<double> standardDeviations)
        : base(standardDeviations.Length, standardDeviations.Length, nameof(standardDeviations))
    {
        std = standardDeviations.ToArray();
        int bad = Array.FindIndex(std, s => !(s > 0 && double.IsFinite(s)));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"Standard deviation {bad} is {std[bad]}; expected a finite positive number.", nameof(standardDeviations));
        }
    }

    /// <summary>s^2 I.</summary>
    /// <exception cref="ArgumentException">s is not a finite positive number, or the dimension is below 1.</exception>
    public static DiagonalCovariance Isotropic(int dimension, double standardDeviation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        var std = new double[dimension];
        Array.Fill(std, Guard.Positive(standardDeviation));
        return new DiagonalCovariance(std);
    }

    /// <inheritdoc/>
    public override double LogDeterminantOfRoot => std.Sum(Math.Log);

    /// <inheritdoc/>
    public override void MultiplyRoot(ReadOnlySpan<double> v, Span<double> result)
    {
        Require(v.Length, result.Length, nameof(v));
        for (int i = 0; i < std.Length; i++)
            result[i] = std[i] * v[i];
    }

    /// <inheritdoc/>
    public override void MultiplyTransposedRoot(ReadOnlySpan<double> x, Span<double> result) => MultiplyRoot(x, result);

    /// <inheritdoc/>
    public override void Whiten(Span<double> x, int columns)
    {
        Guard.Matrix(x.Length, std.Length, columns, nameof(x));
        for (int i = 0, at = 0; i < std.Length; i++)
        {
            for (int j = 0; j < columns; j++, at++)
                x[at] /= std[i];
        }
    }

    /// <inheritdoc/>
    public override void WhitenTransposed(Span<double> x) => Whiten(x, 1);
}
