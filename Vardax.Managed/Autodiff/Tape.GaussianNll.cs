using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

public sealed partial class Tape<T>
{
    /// <summary>
    /// Negative log density of each row under a diagonal Gaussian: nll[i] = 1/2 sum over j of (x - m)^2 e^{-s} + s + log 2 pi, with
    /// m the mean, s the log variance; batch x 1. dm += (m - x) e^{-s} dn, ds += 1/2 (1 - (x - m)^2 e^{-s}) dn, dx -= dm's.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Variable GaussianNll(Variable mean, Variable logVariance, Variable x)
    {
        CheckSameShape(mean, logVariance);
        CheckSameShape(mean, x);
        return Record(GaussianNllOperation.Instance, mean.Rows, 1, mean, logVariance, x);
    }

    private sealed class GaussianNllOperation : Operation
    {
        public static readonly GaussianNllOperation Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int columns = tape.nodes[node.A].Columns;
            T constant = T.CreateChecked(columns) * T.Log(T.Tau);
            T half = T.CreateChecked(0.5);
            Span<T> terms = tape.Scratch(tape.nodes[node.A].Size);
            Kernels.Elementwise.Map(tape.ValueOf(node.A), tape.ValueOf(node.B), tape.ValueOf(node.C), terms, default(Term));
            Span<T> nll = tape.ResultOf(ref node);
            for (int row = 0; row < node.Rows; row++)
                nll[row] = half * (Reduction.Sum<T>(terms.Slice(row * columns, columns)) + constant);
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            int columns = tape.nodes[node.A].Columns;
            ReadOnlySpan<T> mean = tape.ValueOf(node.A), logVariance = tape.ValueOf(node.B), x = tape.ValueOf(node.C);
            Span<T> d = tape.Scratch(columns);
            for (int row = 0; row < node.Rows; row++)
            {
                int start = row * columns;
                T dn = tape.AdjointOf(ref node)[row];
                ReadOnlySpan<T> m = mean.Slice(start, columns), s = logVariance.Slice(start, columns), xs = x.Slice(start, columns);
                if (tape.Wants(node.B))
                {
                    Kernels.Elementwise.Map(m, s, xs, d, default(LogVarianceDerivative));
                    AddRow(tape, node.B, start, d, dn, row == 0);
                }

                Kernels.Elementwise.Map(m, s, xs, d, default(MeanDerivative));
                if (tape.Wants(node.A))
                    AddRow(tape, node.A, start, d, dn, row == 0);
                if (tape.Wants(node.C))
                    AddRow(tape, node.C, start, d, -dn, row == 0);
            }
        }

        private static void AddRow(Tape<T> tape, int target, int start, ReadOnlySpan<T> d, T weight, bool first)
        {
            Span<T> adjoint = first ? tape.AccumulatedAdjoint(target) : tape.AdjointOf(ref tape.nodes[target]);
            adjoint = adjoint.Slice(start, d.Length);
            Kernels.Elementwise.Map(d, adjoint, adjoint, new VectorAddScaled<T>(weight));
        }

        /// <summary>(x - m)^2 e^{-s} + s.</summary>
        private readonly struct Term : ITernaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> mean, Vector<T> logVariance, Vector<T> x)
            {
                Vector<T> residual = x - mean;
                return Simd.MultiplyAdd(residual * residual, VectorExp<T>.Exp(-logVariance), logVariance);
            }
        }

        /// <summary>(m - x) e^{-s}.</summary>
        private readonly struct MeanDerivative : ITernaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> mean, Vector<T> logVariance, Vector<T> x) =>
                (mean - x) * VectorExp<T>.Exp(-logVariance);
        }

        /// <summary>1/2 (1 - (x - m)^2 e^{-s}).</summary>
        private readonly struct LogVarianceDerivative : ITernaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> mean, Vector<T> logVariance, Vector<T> x)
            {
                Vector<T> residual = x - mean;
                Vector<T> half = new(T.CreateChecked(0.5));
                return half * (Vector<T>.One - (residual * residual * VectorExp<T>.Exp(-logVariance)));
            }
        }
    }
}
