using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>The sine of x in radians, by <see cref="VectorSine"/>.</summary>
internal readonly struct VectorSin<T> : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => typeof(T) == typeof(float)
        ? VectorSine.Single(x.As<T, float>(), 0).As<float, T>()
        : VectorSine.Double(x.As<T, double>(), 0).As<double, T>();
}
