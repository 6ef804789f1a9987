using System.Numerics;

namespace Vardax.Managed.Kernels;

/// <summary>y = f(x), element by element.</summary>
internal interface IUnaryOperator<T>
{
    /// <summary>f of every lane.</summary>
    Vector<T> Invoke(Vector<T> x);
}
