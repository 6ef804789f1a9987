using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Kernels;

/// <summary>factor x.</summary>
internal readonly struct VectorScale<T>(T factor) : IUnaryOperator<T>
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector<T> Invoke(Vector<T> x) => x * factor;
}
