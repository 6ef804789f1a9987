using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = x^2; dy/dx = 2 x.</summary>
    public Variable Square(Variable x) => Elementwise<SquareRule>(x);

    private readonly struct SquareRule : IElementwiseRule
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Value(Vector<T> x) => x * x;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector<T> Derivative(Vector<T> x, Vector<T> y) => x + x;
    }
}
