using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = e^x; dy/dx = y.</summary>
    public Variable Exp(Variable x) => Elementwise<ExpRule>(x);

    private readonly struct ExpRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => VectorExp<T>.Exp(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y) => y;
    }
}
