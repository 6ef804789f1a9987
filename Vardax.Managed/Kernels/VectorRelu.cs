using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>Rectified linear unit: x where x is positive, 0 elsewhere; a NaN stays NaN.</summary>
internal readonly struct VectorRelu<T> : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => Vector.AndNot(x, Vector.LessThan(x, Vector<T>.Zero));
}
