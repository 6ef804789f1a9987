using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// Natural logarithm of a positive, normal single-precision number, within 1 ulp: x = m 2^e with m in [sqrt(1/2), sqrt(2)),
/// then Cephes' logf polynomial in m - 1. Zero, negative, subnormal and non-finite arguments are the caller's to exclude.
/// </summary>
internal readonly struct VectorLog : IUnaryOperator<float>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        // Subtracting the bits of sqrt(1/2) makes the exponent field roll over exactly at m = sqrt(1/2).
        Vector<int> bits = x.As<float, int>() - new Vector<int>(0x3F3504F3);
        Vector<float> e = Vector.ConvertToSingle(Vector.ShiftRightArithmetic(bits, 23));
        Vector<float> m = ((bits & new Vector<int>(0x007FFFFF)) + new Vector<int>(0x3F3504F3)).As<int, float>();
        Vector<float> f = m - Vector<float>.One;

        Vector<float> p = Simd.MultiplyAdd(new(7.0376836292e-2f), f, new(-1.1514610310e-1f));
        p = Simd.MultiplyAdd(p, f, new(1.1676998740e-1f));
        p = Simd.MultiplyAdd(p, f, new(-1.2420140846e-1f));
        p = Simd.MultiplyAdd(p, f, new(1.4249322787e-1f));
        p = Simd.MultiplyAdd(p, f, new(-1.6668057665e-1f));
        p = Simd.MultiplyAdd(p, f, new(2.0000714765e-1f));
        p = Simd.MultiplyAdd(p, f, new(-2.4999993993e-1f));
        p = Simd.MultiplyAdd(p, f, new(3.3333331174e-1f));

        Vector<float> z = f * f;
        Vector<float> tail = Simd.MultiplyAdd(e, new(-2.12194440e-4f), f * z * p);
        tail = Simd.MultiplyAdd(z, new(-0.5f), tail);
        return Simd.MultiplyAdd(e, new(0.693359375f), f + tail);
    }
}
