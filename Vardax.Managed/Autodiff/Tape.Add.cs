using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>z = x + y; dx += dz, dy += dz.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Variable Add(Variable x, Variable y)
    {
        CheckSameShape(x, y);
        return Record(AddOperation.Instance, x.Rows, x.Columns, x, y);
    }

    private sealed class AddOperation : Operation
    {
        public static readonly AddOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) =>
            Kernels.Elementwise.Map(tape.ValueOf(node.A), tape.ValueOf(node.B), tape.ResultOf(ref node), default(VectorAdd<T>));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            tape.AddToAdjoint(node.A, tape.AdjointOf(ref node));
            tape.AddToAdjoint(node.B, tape.AdjointOf(ref node));
        }
    }
}
