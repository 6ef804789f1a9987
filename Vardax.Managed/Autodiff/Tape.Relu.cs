using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = max(x, 0); dy/dx = 1 where x is positive, 0 elsewhere.</summary>
    public Variable Relu(Variable x) => Elementwise<ReluRule>(x);

    private readonly struct ReluRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => default(VectorRelu<T>).Invoke(x);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y) =>
            Vector.ConditionalSelect(Vector.GreaterThan(x, Vector<T>.Zero), Vector<T>.One, Vector<T>.Zero);
    }
}
