using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Formats;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// Weighted mean and squares of windows, entry by entry, under weights known by their logarithms: all sums are relative to
/// e^<see cref="Maximum"/>, and are rescaled when a larger weight comes. Two of them merge by Chan, Golub and LeVeque's formula
/// ("Updating formulae and a pairwise algorithm for computing sample variances", 1979).
/// </summary>
internal sealed class WeightedMoments(int entries)
{
    private readonly double[] mean = new double[PaddedLength(entries)], squares = new double[PaddedLength(entries)];

    /// <summary>Largest log weight; -infinity where there is none.</summary>
    public float Maximum { get; private set; } = float.NegativeInfinity;

    /// <summary>sum w.</summary>
    public double Sum { get; private set; }

    /// <summary>sum w^2.</summary>
    public double SumOfSquares { get; private set; }

    /// <summary>(sum w)^2 / sum w^2; 0 without a weight.</summary>
    public double EffectiveSize => Sum > 0 ? Sum * Sum / SumOfSquares : 0;

    /// <summary>Weighted mean of each entry.</summary>
    public ReadOnlySpan<double> Mean => mean.AsSpan(0, entries);

    /// <summary>sum w (x - mean)^2 of each entry.</summary>
    public ReadOnlySpan<double> Squares => squares.AsSpan(0, entries);

    /// <summary>
    /// Entries rounded up to whole groups of four vectors. Buffers of windows have one group to spare at their end, so that
    /// the last window's can be read.
    /// </summary>
    public static int PaddedLength(int entries)
    {
        int group = 4 * Vector<float>.Count;
        return (entries + group - 1) / group * group;
    }

    /// <summary>Becomes the moments of some members of a block of windows.</summary>
    /// <param name="windows">Windows, row-major, and a group of four vectors more.</param>
    /// <param name="members">The rows that count, at least one.</param>
    /// <param name="weights">Their weights relative to e^maximum.</param>
    /// <param name="heaviest">The row of the largest weight.</param>
    /// <param name="maximum">The logarithm they are relative to.</param>
    /// <param name="sum">Their sum.</param>
    /// <param name="sumOfSquares">The sum of their squares.</param>
    public void Set(
        ReadOnlySpan<float> windows, ReadOnlySpan<int> members, ReadOnlySpan<float> weights, int heaviest, float maximum,
        double sum, double sumOfSquares)
    {
        (Maximum, Sum, SumOfSquares) = (maximum, sum, sumOfSquares);
        Accumulate(windows, entries, members, weights, heaviest, (float)(1 / sum), mean, squares);
    }

    /// <summary>Writes all of it to a ledger, or takes the next of a ledger that was loaded.</summary>
    public WeightedMoments Keep(Ledger ledger)
    {
        Maximum = ledger.Keep("oracle.maximum", Maximum);
        Sum = ledger.Keep("oracle.sum", Sum);
        SumOfSquares = ledger.Keep("oracle.sum_of_squares", SumOfSquares);
        double[] means = ledger.Keep("oracle.mean", Mean.ToArray()), sums = ledger.Keep("oracle.squares", Squares.ToArray());
        Guard.Length(entries, means.Length, nameof(ledger));
        Guard.Length(entries, sums.Length, nameof(ledger));
        means.CopyTo(mean, 0);
        sums.CopyTo(squares, 0);
        return this;
    }

    /// <summary>Adds the moments of other windows.</summary>
    public void Merge(WeightedMoments other)
    {
        float maximum = MathF.Max(Maximum, other.Maximum);
        if (float.IsNegativeInfinity(maximum))
            return;
        double scale = Math.Exp((double)Maximum - maximum), otherScale = Math.Exp((double)other.Maximum - maximum);
        double ours = scale * Sum, theirs = otherScale * other.Sum, total = ours + theirs;
        Chan(mean, squares, other.mean, other.squares, scale, otherScale, theirs / total, ours * (theirs / total));
        Maximum = maximum;
        Sum = total;
        SumOfSquares = (scale * scale * SumOfSquares) + (otherScale * otherScale * other.SumOfSquares);
    }

    /// <summary>
    /// With d = x - c, c the heaviest member's window: mean = c + sum w d / sum w and squares = sum w d^2 - (sum w d)^2 / sum w,
    /// each lane over a block's few members in order, four vectors of entries at a time. Single precision suffices: since the
    /// heaviest takes part, (mean - c)^2 is at most as many variances as there are members, so little cancels.
    /// </summary>
    [MethodImpl(Simd.Hot)]
    private static void Accumulate(
        ReadOnlySpan<float> windows, int entries, ReadOnlySpan<int> members, ReadOnlySpan<float> weights, int heaviest,
        float inverseSum, Span<double> mean, Span<double> squares)
    {
        ref float xs = ref MemoryMarshal.GetReference(windows);
        int width = Vector<float>.Count;
        Vector<float> inverse = new(inverseSum);
        for (int j = 0; j < mean.Length; j += 4 * width)
        {
            ref float c = ref Unsafe.Add(ref xs, (heaviest * entries) + j);
            Vector<float> c0 = Simd.Load(ref c, 0), c1 = Simd.Load(ref c, width);
            Vector<float> c2 = Simd.Load(ref c, 2 * width), c3 = Simd.Load(ref c, 3 * width);
            Vector<float> m0 = default, m1 = default, m2 = default, m3 = default;
            Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
            for (int k = 0; k < members.Length; k++)
            {
                ref float x = ref Unsafe.Add(ref xs, (members[k] * entries) + j);
                Vector<float> w = new(weights[k]);
                Add(w, Simd.Load(ref x, 0) - c0, ref m0, ref s0);
                Add(w, Simd.Load(ref x, width) - c1, ref m1, ref s1);
                Add(w, Simd.Load(ref x, 2 * width) - c2, ref m2, ref s2);
                Add(w, Simd.Load(ref x, 3 * width) - c3, ref m3, ref s3);
            }

            Store(c0, m0, s0, inverse, mean.Slice(j, width), squares.Slice(j, width));
            Store(c1, m1, s1, inverse, mean.Slice(j + width, width), squares.Slice(j + width, width));
            Store(c2, m2, s2, inverse, mean.Slice(j + (2 * width), width), squares.Slice(j + (2 * width), width));
            Store(c3, m3, s3, inverse, mean.Slice(j + (3 * width), width), squares.Slice(j + (3 * width), width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(Vector<float> w, Vector<float> d, ref Vector<float> sum, ref Vector<float> squares)
    {
        Vector<float> weighted = w * d;
        sum += weighted;
        squares = Simd.MultiplyAdd(weighted, d, squares);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector<float> c, Vector<float> sum, Vector<float> aboutC, Vector<float> inverse, Span<double> mean, Span<double> squares)
    {
        Vector<float> shift = sum * inverse, aboutMean = Vector.Max(Vector<float>.Zero, aboutC - (sum * shift));
        (Vector.WidenLower(c) + Vector.WidenLower(shift)).CopyTo(mean);
        (Vector.WidenUpper(c) + Vector.WidenUpper(shift)).CopyTo(mean[Vector<double>.Count..]);
        Vector.WidenLower(aboutMean).CopyTo(squares);
        Vector.WidenUpper(aboutMean).CopyTo(squares[Vector<double>.Count..]);
    }

    /// <summary>
    /// mean += fraction d and squares = scale squares + otherScale otherSquares + cross d^2, where d = otherMean - mean.
    /// </summary>
    [MethodImpl(Simd.Hot)]
    private static void Chan(
        Span<double> mean, Span<double> squares, ReadOnlySpan<double> otherMean, ReadOnlySpan<double> otherSquares, double scale,
        double otherScale, double fraction, double cross)
    {
        ref double ms = ref MemoryMarshal.GetReference(mean);
        ref double ss = ref MemoryMarshal.GetReference(squares[..mean.Length]);
        ref double oms = ref MemoryMarshal.GetReference(otherMean[..mean.Length]);
        ref double oss = ref MemoryMarshal.GetReference(otherSquares[..mean.Length]);
        for (int i = 0; i < mean.Length; i += Vector<double>.Count)
        {
            Vector<double> m = Simd.Load(ref ms, i), d = Simd.Load(ref oms, i) - m;
            Vector<double> s = (Simd.Load(ref ss, i) * scale) + (Simd.Load(ref oss, i) * otherScale);
            Simd.Store(Simd.MultiplyAdd(d, new(fraction), m), ref ms, i);
            Simd.Store(Simd.MultiplyAdd(d * d, new(cross), s), ref ss, i);
        }
    }
}
