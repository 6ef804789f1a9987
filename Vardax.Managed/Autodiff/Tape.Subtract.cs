using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>z = x - y; dx += dz, dy -= dz.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Variable Subtract(Variable x, Variable y)
    {
        CheckSameShape(x, y);
        return Record(SubtractOperation.Instance, x.Rows, x.Columns, x, y);
    }

    private sealed class SubtractOperation : Operation
    {
        public static readonly SubtractOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) => Kernels.Elementwise.Map(
            tape.ValueOf(node.A), tape.ValueOf(node.B), tape.ResultOf(ref node), default(VectorSubtract<T>));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            Span<T> dz = tape.AdjointOf(ref node);
            tape.AddToAdjoint(node.A, dz);
            if (!tape.Wants(node.B))
                return;
            Span<T> dy = tape.AccumulatedAdjoint(node.B);
            Kernels.Elementwise.Map(dy, dz, dy, default(VectorSubtract<T>));
        }
    }
}
