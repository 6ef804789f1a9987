using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// A random rotation of an ensemble that keeps its mean and its covariance: anomalies A become A U, U orthogonal with U 1 = 1, uniform among
/// those (Haar), as a product of Householder reflections: G. W. Stewart, "The efficient generation of random orthogonal matrices", SIAM
/// J. Numer. Anal. 17 (1980); P. Sakov and P. R. Oke, "Implications of the form of the ensemble transformation in the ensemble square root
/// filters", Mon. Weather Rev. 136 (2008).
/// </summary>
internal sealed class Rotation(int members)
{
    private readonly double[] draws = new double[(members - 1) * members / 2], swap = Swap(members);

    /// <summary>Rotates.</summary>
    /// <param name="anomalies">rows x N, each row of sum 0.</param>
    /// <param name="key">The key of the rotation.</param>
    public void Apply(Span<double> anomalies, RandomKey key)
    {
        NormalDraws.Fill(key, draws);
        // In coordinates whose first axis is the mean; the rotation is of the others.
        Reflect(anomalies, swap, 0, 2);
        for (int k = members - 1, at = 0; k >= 1; at += k, k--)
        {
            Span<double> u = draws.AsSpan(at, k);
            double norm = Math.Sqrt(Reduction.Dot(u, u));
            double sign = u[0] < 0 ? -1 : 1;
            if (k == 1)
            {
                Scale(anomalies, members - 1, sign);
                break;
            }

            // The reflection takes e_1 to -sign u / |u|; the sign is turned back, so that the image is uniform on the sphere.
            double square = 2 * norm * (norm + Math.Abs(u[0]));
            u[0] += sign * norm;
            if (square > 0)
                Reflect(anomalies, u, members - k, 2 / square);
            Scale(anomalies, members - k, -sign);
        }

        Reflect(anomalies, swap, 0, 2);
    }

    /// <summary>The unit vector whose reflection swaps 1 / sqrt(N) and e_1.</summary>
    private static double[] Swap(int members)
    {
        double root = 1 / Math.Sqrt(members);
        var v = new double[members];
        Array.Fill(v, root);
        v[0] -= 1;
        double norm = Math.Sqrt(Reduction.Dot(v, v));
        for (int i = 0; i < members; i++)
            v[i] /= norm;
        return v;
    }

    /// <summary>Each row, from a column on: row -= factor (row . v) v.</summary>
    private void Reflect(Span<double> anomalies, ReadOnlySpan<double> v, int first, double factor)
    {
        for (int at = first; at < anomalies.Length; at += members)
        {
            Span<double> row = anomalies.Slice(at, v.Length);
            Elementwise.Map(v, row, row, new VectorAddScaled<double>(-factor * Reduction.Dot(v, row)));
        }
    }

    private void Scale(Span<double> anomalies, int column, double factor)
    {
        for (int at = column; at < anomalies.Length; at += members)
            anomalies[at] *= factor;
    }
}
