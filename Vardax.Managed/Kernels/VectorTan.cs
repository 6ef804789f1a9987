using System.Numerics;

namespace Vardax.Managed.Kernels;

/// <summary>The tangent of x in radians: the framework's, lane by lane.</summary>
internal readonly struct VectorTan<T> : IUnaryOperator<T>
    where T : unmanaged, ITrigonometricFunctions<T>
{
    /// <inheritdoc/>
    public Vector<T> Invoke(Vector<T> x)
    {
        foreach (ref T lane in Lanes.Of(ref x))
            lane = T.Tan(lane);
        return x;
    }
}
