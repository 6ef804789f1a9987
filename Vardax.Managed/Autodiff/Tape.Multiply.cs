using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>z = x y, element by element; dx += y dz, dy += x dz.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Variable Multiply(Variable x, Variable y)
    {
        CheckSameShape(x, y);
        return Record(MultiplyOperation.Instance, x.Rows, x.Columns, x, y);
    }

    private sealed class MultiplyOperation : Operation
    {
        public static readonly MultiplyOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) => Kernels.Elementwise.Map(
            tape.ValueOf(node.A), tape.ValueOf(node.B), tape.ResultOf(ref node), default(VectorMultiply<T>));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            Span<T> dz = tape.AdjointOf(ref node);
            AddProduct(tape, node.A, tape.ValueOf(node.B), dz);
            AddProduct(tape, node.B, tape.ValueOf(node.A), dz);
        }

        private static void AddProduct(Tape<T> tape, int target, ReadOnlySpan<T> factor, ReadOnlySpan<T> dz)
        {
            if (!tape.Wants(target))
                return;
            Span<T> d = tape.AccumulatedAdjoint(target);
            Kernels.Elementwise.Map(factor, dz, d, d, default(VectorMultiplyAdd<T>));
        }
    }
}
