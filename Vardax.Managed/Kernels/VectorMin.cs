using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>The lesser of x and y; NaN if either is.</summary>
internal readonly struct VectorMin<T> : IBinaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y) => Vector.Min(x, y);
}
