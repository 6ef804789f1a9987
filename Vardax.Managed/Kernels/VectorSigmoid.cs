using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>The logistic function 1 / (1 + e^{-x}).</summary>
internal readonly struct VectorSigmoid<T> : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => Vector<T>.One / (Vector<T>.One + VectorExp<T>.Exp(-x));
}
