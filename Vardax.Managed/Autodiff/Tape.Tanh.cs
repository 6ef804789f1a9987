using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = tanh(x); dy/dx = 1 - y^2.</summary>
    public Variable Tanh(Variable x) => Elementwise<TanhRule>(x);

    private readonly struct TanhRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => default(VectorTanh<T>).Invoke(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y) => Vector<T>.One - (y * y);
    }
}
