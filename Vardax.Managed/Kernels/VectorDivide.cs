using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>x / y.</summary>
internal readonly struct VectorDivide<T> : IBinaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y) => x / y;
}
