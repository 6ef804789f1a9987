using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Vardax.Managed.Kernels;

/// <summary>
/// Sums in a fixed order: 256 bits of interleaved partial sums whatever the vector width of the machine, so that a loss or a norm
/// has the same bits everywhere.
/// </summary>
internal static class Reduction
{
    /// <summary>sum of x[i].</summary>
    [MethodImpl(Simd.Hot)]
    public static T Sum<T>(ReadOnlySpan<T> x)
        where T : unmanaged, INumberBase<T>
    {
        Vector256<T> sum = default;
        ref T xs = ref MemoryMarshal.GetReference(x);
        int i = 0;
        for (; i <= x.Length - Vector256<T>.Count; i += Vector256<T>.Count)
            sum += Vector256.LoadUnsafe(ref xs, (nuint)i);
        T total = Vector256.Sum(sum);
        for (; i < x.Length; i++)
            total += x[i];
        return total;
    }

    /// <summary>The largest x[i], none of them NaN; minus infinity of nothing.</summary>
    [MethodImpl(Simd.Hot)]
    public static double Max(ReadOnlySpan<double> x)
    {
        double most = double.NegativeInfinity;
        ref double xs = ref MemoryMarshal.GetReference(x);
        int i = 0;
        if (x.Length >= Vector256<double>.Count)
        {
            Vector256<double> largest = Vector256.Create(most);
            for (; i <= x.Length - Vector256<double>.Count; i += Vector256<double>.Count)
                largest = Vector256.MaxNative(largest, Vector256.LoadUnsafe(ref xs, (nuint)i));
            for (int lane = 0; lane < Vector256<double>.Count; lane++)
                most = Math.Max(most, largest[lane]);
        }

        for (; i < x.Length; i++)
            most = Math.Max(most, x[i]);
        return most;
    }

    /// <summary>sum of x[i]^2, in double precision.</summary>
    [MethodImpl(Simd.Hot)]
    public static double SumOfSquares(ReadOnlySpan<float> x)
    {
        Vector256<double> sum = default;
        ref float xs = ref MemoryMarshal.GetReference(x);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            (Vector128<float> low, Vector128<float> high) =
                (Vector128.LoadUnsafe(ref xs, (nuint)i), Vector128.LoadUnsafe(ref xs, (nuint)(i + 4)));
            Vector256<double> a = Vector256.Create(Vector128.WidenLower(low), Vector128.WidenUpper(low));
            Vector256<double> b = Vector256.Create(Vector128.WidenLower(high), Vector128.WidenUpper(high));
            sum += a * a;
            sum += b * b;
        }

        double total = sum[0] + sum[1] + (sum[2] + sum[3]);
        for (; i < x.Length; i++)
            total += (double)x[i] * x[i];
        return total;
    }

    /// <summary>sum of x[i] y[i] over the elements of <paramref name="x"/>; a shorter y throws.</summary>
    [MethodImpl(Simd.Hot)]
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        y = y[..x.Length];
        Vector256<double> even = default, odd = default;
        ref double xs = ref MemoryMarshal.GetReference(x);
        ref double ys = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= x.Length - 8; i += 8)
        {
            even += Vector256.LoadUnsafe(ref xs, (nuint)i) * Vector256.LoadUnsafe(ref ys, (nuint)i);
            odd += Vector256.LoadUnsafe(ref xs, (nuint)(i + 4)) * Vector256.LoadUnsafe(ref ys, (nuint)(i + 4));
        }

        even += odd;
        double total = even[0] + even[1] + (even[2] + even[3]);
        for (; i < x.Length; i++)
            total += x[i] * y[i];
        return total;
    }

    /// <summary>m = sum of w[i] x[i], and the sum of w[i] (x[i] - m)^2.</summary>
    public static (double Mean, double Variance) WeightedMoments(ReadOnlySpan<double> weights, ReadOnlySpan<float> x)
    {
        double mean = Weighted(weights, x, 0, isSquare: false);
        return (mean, Weighted(weights, x, mean, isSquare: true));
    }

    /// <summary>sum of w[i] (x[i] - center), or of the squares of the differences.</summary>
    [MethodImpl(Simd.Hot)]
    private static double Weighted(ReadOnlySpan<double> weights, ReadOnlySpan<float> x, double center, bool isSquare)
    {
        x = x[..weights.Length];
        Vector256<double> sum = default, centers = Vector256.Create(center);
        ref double ws = ref MemoryMarshal.GetReference(weights);
        ref float xs = ref MemoryMarshal.GetReference(x);
        int i = 0;
        for (; i <= x.Length - 4; i += 4)
        {
            Vector128<float> four = Vector128.LoadUnsafe(ref xs, (nuint)i);
            Vector256<double> apart = Vector256.Create(Vector128.WidenLower(four), Vector128.WidenUpper(four)) - centers;
            Vector256<double> weighted = Vector256.LoadUnsafe(ref ws, (nuint)i) * apart;
            sum += isSquare ? weighted * apart : weighted;
        }

        double total = sum[0] + sum[1] + (sum[2] + sum[3]);
        for (; i < x.Length; i++)
            total += weights[i] * (x[i] - center) * (isSquare ? x[i] - center : 1);
        return total;
    }
}
