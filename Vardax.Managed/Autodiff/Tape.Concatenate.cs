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
            int left = tape.nodes[node.A].Columns, right = node.Columns - left;
            CopyColumns(tape.ValueOf(node.A), left, z, node.Columns, left, node.Rows);
            CopyColumns(tape.ValueOf(node.B), right, z[left..], node.Columns, right, node.Rows);
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            int left = tape.nodes[node.A].Columns;
            tape.AddColumns(tape.AdjointOf(ref node), node.Columns, node.A, 0, left);
            tape.AddColumns(tape.AdjointOf(ref node)[left..], node.Columns, node.B, 0, node.Columns - left);
        }
    }

    /// <summary>Copies some columns of a matrix to some of another, each span from the first of them on.</summary>
    private static void CopyColumns(ReadOnlySpan<T> source, int sourceStride, Span<T> destination, int stride, int columns, int rows)
    {
        for (int row = 0; row < rows; row++)
            source.Slice(row * sourceStride, columns).CopyTo(destination[(row * stride)..]);
    }

    /// <summary>Adds some columns, from the first of them on, to the adjoint of some of a node's.</summary>
    private void AddColumns(ReadOnlySpan<T> dz, int stride, int target, int start, int columns)
    {
        if (!Wants(target))
            return;
        Span<T> d = AccumulatedAdjoint(target);
        for (int row = 0; row < nodes[target].Rows; row++)
        {
            Span<T> part = d.Slice((row * nodes[target].Columns) + start, columns);
            Kernels.Elementwise.Map(part, dz.Slice(row * stride, columns), part, default(VectorAdd<T>));
        }
    }
}
