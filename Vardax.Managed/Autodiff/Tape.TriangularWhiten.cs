namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>
    /// A conditional affine map of each row with the logarithm of its volume: y = (z, l), z = U (x - m), l = -log det U = -sum over
    /// j of d[j], U lower triangular with e^{d[j]} on the diagonal; batch x (n + 1). dx += U^T dz, dm -= U^T dz,
    /// dd[j] += dz[j] e^{d[j]} (x - m)[j] - dl, dU[j, k] += dz[j] (x - m)[k] below the diagonal.
    /// </summary>
    /// <param name="mean">m, batch x n.</param>
    /// <param name="factor">Batch x n (n + 1) / 2: d, then the rows of U below the diagonal.</param>
    /// <param name="x">x, batch x n.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Variable TriangularWhiten(Variable mean, Variable factor, Variable x)
    {
        CheckTriangular(mean, factor, x);
        return Record(TriangularWhitenOperation.Instance, mean.Rows, mean.Columns + 1, mean, factor, x);
    }

    private sealed class TriangularWhitenOperation : Operation
    {
        public static readonly TriangularWhitenOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int n = tape.nodes[node.A].Columns, packed = tape.nodes[node.B].Columns;
            ReadOnlySpan<T> mean = tape.ValueOf(node.A), factor = tape.ValueOf(node.B), x = tape.ValueOf(node.C);
            Span<T> residual = tape.Scratch(n), y = tape.ResultOf(ref node);
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> u = factor.Slice(row * packed, packed);
                Span<T> result = y.Slice(row * (n + 1), n + 1);
                TriangularGaussianNllOperation.Whiten(mean.Slice(row * n, n), u, x.Slice(row * n, n), residual, result);
                result[n] = T.Zero;
                for (int j = 0; j < n; j++)
                    result[n] -= u[j];
            }
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            int n = tape.nodes[node.A].Columns, packed = tape.nodes[node.B].Columns;
            ReadOnlySpan<T> mean = tape.ValueOf(node.A), factor = tape.ValueOf(node.B), x = tape.ValueOf(node.C);
            Span<T> scratch = tape.Scratch((3 * n) + packed);
            Span<T> residual = scratch[..n], dx = scratch.Slice(n, n), dm = scratch.Slice(2 * n, n), du = scratch[(3 * n)..];
            Span<T> meanAdjoint = tape.Wants(node.A) ? tape.AccumulatedAdjoint(node.A) : default;
            Span<T> factorAdjoint = tape.Wants(node.B) ? tape.AccumulatedAdjoint(node.B) : default;
            Span<T> stateAdjoint = tape.Wants(node.C) ? tape.AccumulatedAdjoint(node.C) : default;
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> u = factor.Slice(row * packed, packed), dy = tape.AdjointOf(ref node).Slice(row * (n + 1), n + 1);
                for (int j = 0, at = n; j < n; j++)
                {
                    residual[j] = x[(row * n) + j] - mean[(row * n) + j];
                    T diagonal = T.Exp(u[j]);
                    dx[j] = diagonal * dy[j];
                    du[j] = (dy[j] * diagonal * residual[j]) - dy[n];
                    for (int k = 0; k < j; k++, at++)
                    {
                        dx[k] += u[at] * dy[j];
                        du[at] = dy[j] * residual[k];
                    }
                }

                for (int j = 0; j < n; j++)
                    dm[j] = -dx[j];
                TriangularGaussianNllOperation.AddRow(meanAdjoint, row, dm);
                TriangularGaussianNllOperation.AddRow(factorAdjoint, row, du);
                TriangularGaussianNllOperation.AddRow(stateAdjoint, row, dx);
            }
        }
    }
}
