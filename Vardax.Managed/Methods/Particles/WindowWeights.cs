using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Particles;

/// <summary>The likelihood weights of a block of simulated windows, members in lanes.</summary>
internal static class WindowWeights
{
    /// <summary>Members of a block: a whole number of four vectors of any width.</summary>
    public const int BlockSize = 128;

    /// <summary>Members below e^-40 of the largest weight are left out: a billion of them weigh 4e-9 of it.</summary>
    public const float Cutoff = 40;

    /// <summary>logWeights[i] = bias[i] - precision * sum over e of (y[e] - x[e, i])^2.</summary>
    /// <param name="y">The observed values.</param>
    /// <param name="x">y.Length x BlockSize: the members' values at the observed entries, entry-major.</param>
    /// <param name="precision">1 / (2 r^2).</param>
    /// <param name="bias">0, or -infinity for a member that does not count.</param>
    /// <param name="logWeights">Receives BlockSize values.</param>
    /// <returns>The largest.</returns>
    [MethodImpl(Simd.Hot)]
    public static float LogWeights(
        ReadOnlySpan<float> y, ReadOnlySpan<float> x, float precision, ReadOnlySpan<float> bias, Span<float> logWeights)
    {
        ref float xs = ref MemoryMarshal.GetReference(x[..(y.Length * BlockSize)]);
        ref float bs = ref MemoryMarshal.GetReference(bias[..BlockSize]);
        ref float ws = ref MemoryMarshal.GetReference(logWeights[..BlockSize]);
        int width = Vector<float>.Count;
        Vector<float> scale = new(-precision), max = new(float.NegativeInfinity);
        for (int i = 0; i < BlockSize; i += 4 * width)
        {
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int e = 0, at = i; e < y.Length; e++, at += BlockSize)
            {
                Vector<float> observed = new(y[e]);
                Vector<float> d0 = observed - Simd.Load(ref xs, at), d1 = observed - Simd.Load(ref xs, at + width);
                Vector<float> d2 = observed - Simd.Load(ref xs, at + (2 * width));
                Vector<float> d3 = observed - Simd.Load(ref xs, at + (3 * width));
                s0 = Simd.MultiplyAdd(d0, d0, s0);
                s1 = Simd.MultiplyAdd(d1, d1, s1);
                s2 = Simd.MultiplyAdd(d2, d2, s2);
                s3 = Simd.MultiplyAdd(d3, d3, s3);
            }

            s0 = Simd.MultiplyAdd(scale, s0, Simd.Load(ref bs, i));
            s1 = Simd.MultiplyAdd(scale, s1, Simd.Load(ref bs, i + width));
            s2 = Simd.MultiplyAdd(scale, s2, Simd.Load(ref bs, i + (2 * width)));
            s3 = Simd.MultiplyAdd(scale, s3, Simd.Load(ref bs, i + (3 * width)));
            Simd.Store(s0, ref ws, i);
            Simd.Store(s1, ref ws, i + width);
            Simd.Store(s2, ref ws, i + (2 * width));
            Simd.Store(s3, ref ws, i + (3 * width));
            max = Vector.Max(max, Vector.Max(Vector.Max(s0, s1), Vector.Max(s2, s3)));
        }

        float largest = max[0];
        for (int lane = 1; lane < width; lane++)
            largest = MathF.Max(largest, max[lane]);
        return largest;
    }

    /// <summary>The members that count, and their weights relative to e^maximum.</summary>
    /// <param name="logWeights">BlockSize log weights, none above the maximum.</param>
    /// <param name="maximum">The largest log weight so far.</param>
    /// <param name="members">Receives the numbers of those at most <see cref="Cutoff"/> below the maximum, ascending.</param>
    /// <param name="weights">Receives their weights; BlockSize values of room.</param>
    /// <returns>How many, the heaviest, the sum of the weights and of their squares.</returns>
    [MethodImpl(Simd.Hot)]
    public static (int Count, int Heaviest, double Sum, double SumOfSquares) Select(
        ReadOnlySpan<float> logWeights, float maximum, Span<int> members, Span<float> weights)
    {
        ref float ls = ref MemoryMarshal.GetReference(logWeights[..BlockSize]);
        ref float ws = ref MemoryMarshal.GetReference(weights[..BlockSize]);
        Vector<float> largest = new(maximum);
        for (int i = 0; i < BlockSize; i += Vector<float>.Count)
            Simd.Store(VectorExp<float>.Exp(Simd.Load(ref ls, i) - largest), ref ws, i);

        int count = 0, heaviest = 0;
        float largestWeight = 0;
        double sum = 0, squares = 0;
        for (int i = 0; i < BlockSize; i++)
        {
            if (!(logWeights[i] >= maximum - Cutoff))
                continue;
            float weight = weights[i];
            members[count] = i;
            weights[count++] = weight;
            sum += weight;
            squares += (double)weight * weight;
            if (weight > largestWeight)
                (heaviest, largestWeight) = (i, weight);
        }

        return (count, heaviest, sum, squares);
    }
}
