using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>SiLU (swish): x / (1 + e^{-x}) (Elfwing et al. 2018).</summary>
internal readonly struct VectorSilu<T> : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => x * default(VectorSigmoid<T>).Invoke(x);
}
