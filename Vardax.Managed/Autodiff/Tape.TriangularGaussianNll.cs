namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>
    /// Negative log density of each row under a Gaussian with a full covariance, (U^T U)^-1: nll[i] = 1/2 |U (x - m)|^2 - sum over j
    /// of d[j] + n/2 log 2 pi, U lower triangular with e^{d[j]} on the diagonal; batch x 1. With z = U (x - m):
    /// dm -= U^T z dn, dx += U^T z dn, dd[j] += (z[j] e^{d[j]} (x - m)[j] - 1) dn, dU[j, k] += z[j] (x - m)[k] dn below it.
    /// </summary>
    /// <param name="mean">m, batch x n.</param>
    /// <param name="factor">Batch x n (n + 1) / 2: d, then the rows of U below the diagonal.</param>
    /// <param name="x">x, batch x n.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Variable TriangularGaussianNll(Variable mean, Variable factor, Variable x)
    {
        CheckTriangular(mean, factor, x);
        return Record(TriangularGaussianNllOperation.Instance, mean.Rows, 1, mean, factor, x);
    }

    private static void CheckTriangular(Variable mean, Variable factor, Variable x)
    {
        CheckSameShape(mean, x);
        int n = mean.Columns, expected = n * (n + 1) / 2;
        if (factor.Rows != mean.Rows || factor.Columns != expected)
        {
            throw new ArgumentException(
                $"Expected {mean.Rows} x {expected}, found {factor.Rows} x {factor.Columns}.", nameof(factor));
        }
    }

    private sealed class TriangularGaussianNllOperation : Operation
    {
        public static readonly TriangularGaussianNllOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int n = tape.nodes[node.A].Columns, packed = tape.nodes[node.B].Columns;
            ReadOnlySpan<T> mean = tape.ValueOf(node.A), factor = tape.ValueOf(node.B), x = tape.ValueOf(node.C);
            T half = T.CreateChecked(0.5), constant = T.CreateChecked(n) * T.Log(T.Tau);
            Span<T> z = tape.Scratch(2 * n);
            Span<T> nll = tape.ResultOf(ref node);
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> u = factor.Slice(row * packed, packed);
                Whiten(mean.Slice(row * n, n), u, x.Slice(row * n, n), z[n..], z[..n]);
                T sum = constant, logs = T.Zero;
                for (int j = 0; j < n; j++)
                {
                    sum += z[j] * z[j];
                    logs += u[j];
                }

                nll[row] = (half * sum) - logs;
            }
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            int n = tape.nodes[node.A].Columns, packed = tape.nodes[node.B].Columns;
            ReadOnlySpan<T> mean = tape.ValueOf(node.A), factor = tape.ValueOf(node.B), x = tape.ValueOf(node.C);
            Span<T> scratch = tape.Scratch((4 * n) + packed);
            Span<T> z = scratch[..n], residual = scratch.Slice(n, n), dx = scratch.Slice(2 * n, n), dm = scratch.Slice(3 * n, n);
            Span<T> du = scratch[(4 * n)..];
            Span<T> meanAdjoint = tape.Wants(node.A) ? tape.AccumulatedAdjoint(node.A) : default;
            Span<T> factorAdjoint = tape.Wants(node.B) ? tape.AccumulatedAdjoint(node.B) : default;
            Span<T> stateAdjoint = tape.Wants(node.C) ? tape.AccumulatedAdjoint(node.C) : default;
            for (int row = 0; row < node.Rows; row++)
            {
                ReadOnlySpan<T> u = factor.Slice(row * packed, packed);
                T dn = tape.AdjointOf(ref node)[row];
                Whiten(mean.Slice(row * n, n), u, x.Slice(row * n, n), residual, z);
                for (int j = 0, at = n; j < n; j++)
                {
                    T diagonal = T.Exp(u[j]);
                    dx[j] = diagonal * z[j] * dn;
                    du[j] = ((z[j] * diagonal * residual[j]) - T.One) * dn;
                    for (int k = 0; k < j; k++, at++)
                    {
                        dx[k] += u[at] * z[j] * dn;
                        du[at] = z[j] * residual[k] * dn;
                    }
                }

                for (int j = 0; j < n; j++)
                    dm[j] = -dx[j];
                AddRow(meanAdjoint, row, dm);
                AddRow(factorAdjoint, row, du);
                AddRow(stateAdjoint, row, dx);
            }
        }

        /// <summary>residual = x - m, z = U residual.</summary>
        public static void Whiten(ReadOnlySpan<T> mean, ReadOnlySpan<T> u, ReadOnlySpan<T> x, Span<T> residual, Span<T> z)
        {
            for (int j = 0, at = mean.Length; j < mean.Length; j++)
            {
                residual[j] = x[j] - mean[j];
                z[j] = T.Exp(u[j]) * residual[j];
                for (int k = 0; k < j; k++, at++)
                    z[j] += u[at] * residual[k];
            }
        }

        public static void AddRow(Span<T> adjoint, int row, ReadOnlySpan<T> d)
        {
            if (adjoint.IsEmpty)
                return;
            Span<T> target = adjoint.Slice(row * d.Length, d.Length);
            for (int i = 0; i < d.Length; i++)
                target[i] += d[i];
        }
    }
}
