using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
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
            Span<T> dm = tape.Scratch(2 * columns)[..columns], ds = tape.Scratch(2 * columns)[columns..];
            for (int row = 0; row < node.Rows; row++)
            {
                int start = row * columns;
                T dn = tape.AdjointOf(ref node)[row];
                ReadOnlySpan<T> m = mean.Slice(start, columns), s = logVariance.Slice(start, columns), xs = x.Slice(start, columns);
                Differentiate(m, s, xs, dm, ds);
                if (tape.Wants(node.A))
                    AddRow(tape, node.A, start, dm, dn, row == 0);
                if (tape.Wants(node.B))
                    AddRow(tape, node.B, start, ds, dn, row == 0);
                if (tape.Wants(node.C))
                    AddRow(tape, node.C, start, dm, -dn, row == 0);
            }
        }

        /// <summary>Both derivatives of one row: they share the exponential.</summary>
        [MethodImpl(Simd.Hot)]
        private static void Differentiate(
            ReadOnlySpan<T> mean, ReadOnlySpan<T> logVariance, ReadOnlySpan<T> x, Span<T> dm, Span<T> ds)
        {
            ref T m0 = ref MemoryMarshal.GetReference(mean), s0 = ref MemoryMarshal.GetReference(logVariance);
            ref T x0 = ref MemoryMarshal.GetReference(x);
            int i = 0;
            for (; i <= mean.Length - Vector<T>.Count; i += Vector<T>.Count)
            {
                Differentiate(Simd.Load(ref m0, i), Simd.Load(ref s0, i), Simd.Load(ref x0, i), out Vector<T> m, out Vector<T> s);
                Simd.Store(m, ref MemoryMarshal.GetReference(dm), i);
                Simd.Store(s, ref MemoryMarshal.GetReference(ds), i);
            }

            if (i == mean.Length)
                return;
            Differentiate(Simd.LoadPartial(mean[i..]), Simd.LoadPartial(logVariance[i..]), Simd.LoadPartial(x[i..]),
                out Vector<T> mTail, out Vector<T> sTail);
            Simd.StorePartial(mTail, dm[i..]);
            Simd.StorePartial(sTail, ds[i..]);
        }

        /// <summary>dm = (m - x) e^{-s}, ds = 1/2 (1 - (m - x)^2 e^{-s}).</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Differentiate(
            Vector<T> mean, Vector<T> logVariance, Vector<T> x, out Vector<T> dm, out Vector<T> ds)
        {
            Vector<T> residual = mean - x;
            dm = residual * VectorExp<T>.Exp(-logVariance);
            ds = new Vector<T>(T.CreateChecked(0.5)) * (Vector<T>.One - (residual * dm));
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
    }
}
