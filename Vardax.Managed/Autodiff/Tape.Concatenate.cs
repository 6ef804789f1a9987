using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>z = [x, y], columns side by side; dx and dy += their columns of dz.</summary>
    /// <exception cref="ArgumentException">The row counts differ.</exception>
    public Variable Concatenate(Variable x, Variable y)
    {
        if (x.Rows != y.Rows)
            throw new ArgumentException($"Expected {x.Rows} rows, found {y.Rows}.", nameof(y));
        return Record(ConcatenateOperation.Instance, x.Rows, x.Columns + y.Columns, x, y);
    }

    private sealed class ConcatenateOperation : Operation
    {
        public static readonly ConcatenateOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            Span<T> z = tape.ResultOf(ref node);
            CopyColumns(tape.ValueOf(node.A), tape.nodes[node.A].Columns, z, node.Columns);
            CopyColumns(tape.ValueOf(node.B), tape.nodes[node.B].Columns, z[tape.nodes[node.A].Columns..], node.Columns);
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            AddColumns(tape, node.A, tape.AdjointOf(ref node), node.Columns);
            AddColumns(tape, node.B, tape.AdjointOf(ref node)[tape.nodes[node.A].Columns..], node.Columns);
        }

        private static void CopyColumns(ReadOnlySpan<T> source, int columns, Span<T> z, int stride)
        {
            for (int row = 0; row * columns < source.Length; row++)
                source.Slice(row * columns, columns).CopyTo(z[(row * stride)..]);
        }

        private static void AddColumns(Tape<T> tape, int target, ReadOnlySpan<T> dz, int stride)
        {
            if (!tape.Wants(target))
                return;
            Span<T> d = tape.AccumulatedAdjoint(target);
            int columns = tape.nodes[target].Columns;
            for (int row = 0; row * columns < d.Length; row++)
            {
                Span<T> part = d.Slice(row * columns, columns);
                Kernels.Elementwise.Map(part, dz.Slice(row * stride, columns), part, default(VectorAdd<T>));
            }
        }
    }
}
