using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>e^{x/2}: a standard deviation from a log variance.</summary>
internal readonly struct VectorExpHalf : IUnaryOperator<float>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<float> Invoke(Vector<float> x) => VectorExp<float>.Exp(x * 0.5f);
}
