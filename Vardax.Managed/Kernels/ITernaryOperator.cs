using System.Numerics;

namespace Vardax.Managed.Kernels;

/// <summary>w = f(x, y, z), element by element.</summary>
internal interface ITernaryOperator<T>
{
    /// <summary>f of every triple of lanes.</summary>
    Vector<T> Invoke(Vector<T> x, Vector<T> y, Vector<T> z);
}
