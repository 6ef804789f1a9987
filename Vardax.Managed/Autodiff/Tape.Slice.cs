using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = columns <paramref name="start"/> to <paramref name="start"/> + <paramref name="columns"/> - 1 of x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The columns are not all columns of x.</exception>
    public Variable Slice(Variable x, int start, int columns)
    {
        if (start < 0 || columns < 1 || start > x.Columns - columns)
        {
            throw new ArgumentOutOfRangeException(
                nameof(start), start, $"{columns} columns from there are not within the {x.Columns} columns of x.");
        }

        return Record(SliceOperation.Instance, x.Rows, columns, x, start: start);
    }

    private sealed class SliceOperation : Operation
    {
        public static readonly SliceOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int stride = tape.nodes[node.A].Columns;
            for (int row = 0; row < node.Rows; row++)
            {
                tape.ValueOf(node.A).Slice((row * stride) + node.Start, node.Columns)
                    .CopyTo(tape.ResultOf(ref node)[(row * node.Columns)..]);
            }
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            if (!tape.Wants(node.A))
                return;
            Span<T> dx = tape.AccumulatedAdjoint(node.A);
            int stride = tape.nodes[node.A].Columns;
            for (int row = 0; row < node.Rows; row++)
            {
                Span<T> part = dx.Slice((row * stride) + node.Start, node.Columns);
                ReadOnlySpan<T> dy = tape.AdjointOf(ref node).Slice(row * node.Columns, node.Columns);
                Kernels.Elementwise.Map(part, dy, part, default(VectorAdd<T>));
            }
        }
    }
}
