using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>z - x y.</summary>
internal readonly struct VectorSubtractProduct<T> : ITernaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y, Vector<T> z) => Simd.MultiplyAdd(-x, y, z);
}
