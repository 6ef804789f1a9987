using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Randomness;

/// <summary>
/// The inverse error function on (-1, 1) in single precision: M. Giles, "Approximating the erfinv function", GPU Computing Gems
/// (2011), Table 1; the polynomial XLA uses. With w = -log(1 - x^2), a polynomial in w - 2.5 below w = 5 and in sqrt(w) - 3 above.
/// </summary>
internal readonly struct InverseErf : IUnaryOperator<float>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x)
    {
        // 1 - x^2 with x^2 rounded first, as XLA's log1p(-x x): near the ends the rounding of x^2 is what fixes w.
        Vector<float> w = -default(VectorLog).Invoke(Vector<float>.One - (x * x));
        Vector<float> p = Central(w - new Vector<float>(2.5f));
        Vector<int> inTail = Vector.GreaterThanOrEqual(w, new Vector<float>(5f));
        if (Vector.AnyWhereAllBitsSet(inTail))
        {
            Vector<float> tail = Tail(Vector.SquareRoot(w) - new Vector<float>(3f));
            p = Vector.ConditionalSelect(inTail, tail, p);
        }

        return p * x;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Central(Vector<float> w)
    {
        Vector<float> p = Simd.MultiplyAdd(new(2.81022636e-08f), w, new(3.43273939e-07f));
        p = Simd.MultiplyAdd(p, w, new(-3.5233877e-06f));
        p = Simd.MultiplyAdd(p, w, new(-4.39150654e-06f));
        p = Simd.MultiplyAdd(p, w, new(0.00021858087f));
        p = Simd.MultiplyAdd(p, w, new(-0.00125372503f));
        p = Simd.MultiplyAdd(p, w, new(-0.00417768164f));
        p = Simd.MultiplyAdd(p, w, new(0.246640727f));
        return Simd.MultiplyAdd(p, w, new(1.50140941f));
    }

    [MethodImpl(Simd.Hot)]
    private static Vector<float> Tail(Vector<float> w)
    {
        Vector<float> p = Simd.MultiplyAdd(new(-0.000200214257f), w, new(0.000100950558f));
        p = Simd.MultiplyAdd(p, w, new(0.00134934322f));
        p = Simd.MultiplyAdd(p, w, new(-0.00367342844f));
        p = Simd.MultiplyAdd(p, w, new(0.00573950773f));
        p = Simd.MultiplyAdd(p, w, new(-0.0076224613f));
        p = Simd.MultiplyAdd(p, w, new(0.00943887047f));
        p = Simd.MultiplyAdd(p, w, new(1.00167406f));
        return Simd.MultiplyAdd(p, w, new(2.83297682f));
    }
}
