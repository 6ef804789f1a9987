namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = the sum of all entries of x, 1 x 1; dx += dy in every entry.</summary>
    public Variable Sum(Variable x) => Record(SumOperation.Instance, 1, 1, x);

    private sealed class SumOperation : Operation
    {
        public static readonly SumOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            T sum = T.Zero;
            foreach (T value in tape.ValueOf(node.A))
                sum += value;
            tape.ResultOf(ref node)[0] = sum;
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            if (!tape.Wants(node.A))
                return;
            T dy = tape.AdjointOf(ref node)[0];
            foreach (ref T dx in tape.AccumulatedAdjoint(node.A))
                dx += dy;
        }
    }
}
