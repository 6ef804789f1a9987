using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>factor x + y.</summary>
internal readonly struct VectorAddScaled<T>(T factor) : IBinaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y) => Simd.MultiplyAdd(x, new Vector<T>(factor), y);
}
