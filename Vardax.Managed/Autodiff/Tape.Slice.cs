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

        public override void Forward(Tape<T> tape, ref Node node) => CopyColumns(
            tape.ValueOf(node.A)[node.Start..], tape.nodes[node.A].Columns, tape.ResultOf(ref node), node.Columns, node.Columns, node.Rows);

        public override void Reverse(Tape<T> tape, ref Node node) =>
            tape.AddColumns(tape.AdjointOf(ref node), node.Columns, node.A, node.Start, node.Columns);
    }
}
