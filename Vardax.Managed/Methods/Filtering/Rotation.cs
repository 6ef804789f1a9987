using System.Numerics;
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
    private double[] padded = [], columns = [];

    /// <summary>Rotates.</summary>
    /// <param name="anomalies">rows x N, each row of sum 0.</param>
    /// <param name="key">The key of the rotation.</param>
    public void Apply(Span<double> anomalies, RandomKey key)
    {
        NormalDraws.Fill(key, draws);
        // Members in rows, so that all components turn at once; filled up to whole vectors.
        int rows = anomalies.Length / members, width = (rows + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        if (padded.Length < members * width)
            (padded, columns) = (new double[members * width], new double[members * width]);
        anomalies.CopyTo(padded);
        Span<double> x = columns.AsSpan(0, members * width);
        Transpose.Copy(width, members, padded.AsSpan(0, members * width), x);
        // In coordinates whose first axis is the mean; the rotation is of the others.
        Reflections.Apply(x, width, swap, 2);
        for (int k = members - 1, at = 0; k >= 1; at += k, k--)
        {
            Span<double> u = draws.AsSpan(at, k), tail = x[((members - k) * width)..];
            double norm = Math.Sqrt(Reduction.Dot(u, u)), sign = u[0] < 0 ? -1 : 1;
            // The reflection takes e_1 to -sign u / |u|; the sign is turned back, so that the image is uniform on the sphere.
            double square = 2 * norm * (norm + Math.Abs(u[0]));
            u[0] += sign * norm;
            if (k > 1 && square > 0)
                Reflections.Apply(tail, width, u, 2 / square);
            Elementwise.Map(tail[..width], tail[..width], new VectorScale<double>(k == 1 ? sign : -sign));
        }

        Reflections.Apply(x, width, swap, 2);
        Transpose.Copy(members, width, x, padded);
        padded.AsSpan(0, anomalies.Length).CopyTo(anomalies);
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
}
