using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = factor x; dx += factor dy.</summary>
    public Variable Scale(Variable x, T factor) => Record(ScaleOperation.Instance, x.Rows, x.Columns, x, scalar: factor);

    private sealed class ScaleOperation : Operation
    {
        public static readonly ScaleOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) =>
            Kernels.Elementwise.Map(tape.ValueOf(node.A), tape.ResultOf(ref node), new VectorScale<T>(node.Scalar));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            if (!tape.Wants(node.A))
                return;
            Span<T> dx = tape.AccumulatedAdjoint(node.A);
            Kernels.Elementwise.Map(tape.AdjointOf(ref node), dx, dx, new VectorAddScaled<T>(node.Scalar));
        }
    }
}
