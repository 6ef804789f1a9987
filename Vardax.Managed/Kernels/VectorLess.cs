using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>1 where x is less than y, 0 elsewhere.</summary>
internal readonly struct VectorLess<T> : IBinaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x, Vector<T> y) => Vector.ConditionalSelect(Vector.LessThan(x, y), Vector<T>.One, Vector<T>.Zero);
}
