using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vardax.Managed.Kernels;

/// <summary>
/// tanh(x): an odd polynomial below 0.625 (Cephes' tanhf), 1 - 2 / (e^{2|x|} + 1) with the sign of x above; within 2 ulp in
/// single precision. Double precision uses the framework's, lane by lane.
/// </summary>
internal readonly struct VectorTanh<T> : IUnaryOperator<T>
    where T : unmanaged
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => typeof(T) == typeof(float)
        ? Tanh(x.As<T, float>()).As<float, T>()
        : Tanh(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> z = x * x;
        Vector<float> p = Simd.MultiplyAdd(new(-5.70498872745e-3f), z, new(2.06390887954e-2f));
        p = Simd.MultiplyAdd(p, z, new(-5.37397155531e-2f));
        p = Simd.MultiplyAdd(p, z, new(1.33314422036e-1f));
        p = Simd.MultiplyAdd(p, z, new(-3.33332819422e-1f));
        Vector<float> small = Simd.MultiplyAdd(p * z, x, x);

        Vector<float> magnitude = Vector.Abs(x);
        Vector<float> e = VectorExp<float>.Exp(magnitude + magnitude);
        Vector<float> large = Vector<float>.One - (new Vector<float>(2f) / (e + Vector<float>.One));
        return Vector.CopySign(Vector.ConditionalSelect(Vector.LessThan(magnitude, new(0.625f)), small, large), x);
    }

    private static Vector<double> Tanh(Vector<double> x)
    {
        Span<double> lanes = MemoryMarshal.CreateSpan(ref Unsafe.As<Vector<double>, double>(ref x), Vector<double>.Count);
        foreach (ref double lane in lanes)
            lane = Math.Tanh(lane);
        return x;
    }
}
