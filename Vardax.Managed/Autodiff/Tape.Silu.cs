using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = x s(x) with s the logistic function; dy/dx = s + y (1 - s).</summary>
    public Variable Silu(Variable x) => Elementwise<SiluRule>(x);

    private readonly struct SiluRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => default(VectorSilu<T>).Invoke(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y)
        {
            Vector<T> s = default(VectorSigmoid<T>).Invoke(x);
            return s + (y * (Vector<T>.One - s));
        }
    }
}
