using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>x y - z.</summary>
internal readonly struct VectorMultiplySubtract<T> : ITernaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y, Vector<T> z) => Simd.MultiplyAdd(x, y, -z);
}
