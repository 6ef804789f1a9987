using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// e^x by range reduction x = n ln 2 + r, |r| at most ln(2)/2, and a degree-6 polynomial in r (Cephes' expf coefficients):
/// within 1 ulp in single precision; subnormal results, overflow, infinities and NaN as <see cref="MathF.Exp"/>.
/// Double precision uses the framework's.
/// </summary>
internal readonly struct VectorExp<T> : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => Exp(x);

    /// <summary>e^x of every lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp(Vector<T> x) => typeof(T) == typeof(float)
        ? Exp(x.As<T, float>()).As<float, T>()
        : Vector.Exp(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        // Beyond these bounds the result is infinity or zero; a NaN passes through both (the comparison is false for it).
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new(89f)), new(89f), x);
        x = Vector.ConditionalSelect(Vector.LessThan(x, new(-104f)), new(-104f), x);

        // Adding 1.5 * 2^23 rounds to the nearest integer and leaves it in the low bits.
        Vector<float> shifted = Simd.MultiplyAdd(x, new(1.44269504f), new(12582912f));
        Vector<int> n = shifted.As<float, int>() - new Vector<int>(0x4B400000);
        Vector<float> rounded = shifted - new Vector<float>(12582912f);
        Vector<float> r = Simd.MultiplyAdd(rounded, new(-0.693359375f), x);
        r = Simd.MultiplyAdd(rounded, new(2.12194440e-4f), r);

        Vector<float> p = Simd.MultiplyAdd(new(1.9875691500e-4f), r, new(1.3981999507e-3f));
        p = Simd.MultiplyAdd(p, r, new(8.3334519073e-3f));
        p = Simd.MultiplyAdd(p, r, new(4.1665795894e-2f));
        p = Simd.MultiplyAdd(p, r, new(1.6666665459e-1f));
        p = Simd.MultiplyAdd(p, r, new(5.0000001201e-1f));
        p = Simd.MultiplyAdd(p, r * r, r) + Vector<float>.One;

        // 2^n in two factors, so that n = 128 and subnormal results are reached without leaving the exponent's range.
        Vector<int> half = Vector.ShiftRightArithmetic(n, 1);
        Vector<int> bias = new(127);
        return p * Vector.ShiftLeft(half + bias, 23).As<int, float>() * Vector.ShiftLeft(n - half + bias, 23).As<int, float>();
    }
}
