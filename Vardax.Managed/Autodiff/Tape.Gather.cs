using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>
    /// y[e] = x[index[e]], or 0 if the index is negative, of each block of consecutive rows of x: blocks x results in rows of
    /// <see cref="GatherMap.Columns"/>; dx[index[e]] += dy[e].
    /// </summary>
    /// <exception cref="ArgumentException">x is not a whole number of blocks.</exception>
    public Variable Gather(Variable x, GatherMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        if (x.Size % map.Inputs != 0)
            throw new ArgumentException($"Expected blocks of {map.Inputs} values, found {x.Rows} x {x.Columns}.", nameof(x));
        return Record(GatherOperation.Instance, x.Size / map.Inputs * (map.Outputs / map.Columns), map.Columns, x, map: map);
    }

    private sealed class GatherOperation : Operation
    {
        public static readonly GatherOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) => node.Map!.Apply(tape.ValueOf(node.A), tape.ResultOf(ref node));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            if (tape.Wants(node.A))
                node.Map!.AddAdjoint(tape.AdjointOf(ref node), tape.AccumulatedAdjoint(node.A));
        }
    }
}
