using System.Numerics;

namespace Vardax.Managed.Kernels;

/// <summary>z = f(x, y), element by element.</summary>
internal interface IBinaryOperator<T>
{
    /// <summary>f of every pair of lanes.</summary>
    Vector<T> Invoke(Vector<T> x, Vector<T> y);
}
