using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = 1 / (1 + e^{-x}); dy/dx = y (1 - y).</summary>
    public Variable Sigmoid(Variable x) => Elementwise<SigmoidRule>(x);

    private readonly struct SigmoidRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => default(VectorSigmoid<T>).Invoke(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y) => y * (Vector<T>.One - y);
    }
}
