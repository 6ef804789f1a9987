using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>
    /// y = x W + b, x batch x in, W in x out, b 1 x out, y batch x out; dx += dy W^T, dW += x^T dy, db += column sums of dy.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Variable Affine(Variable x, Variable weight, Variable bias) =>
        RecordAffine(AffineOperation<VectorIdentity<T>>.Instance, x, weight, bias);

    /// <summary>y = max(x W + b, 0), in one pass.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Variable AffineRelu(Variable x, Variable weight, Variable bias) =>
        RecordAffine(AffineOperation<VectorRelu<T>>.Instance, x, weight, bias);

    /// <summary>z = x y, the matrix product; dx += dz y^T, dy += x^T dz.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public Variable MatMul(Variable x, Variable y)
    {
        CheckInner(x, y);
        return Record(AffineOperation<VectorIdentity<T>>.Instance, x.Rows, y.Columns, x, y);
    }

    private Variable RecordAffine(Operation operation, Variable x, Variable weight, Variable bias)
    {
        CheckInner(x, weight);
        if (bias.Rows != 1 || bias.Columns != weight.Columns)
            throw new ArgumentException($"Expected 1 x {weight.Columns}, found {bias.Rows} x {bias.Columns}.", nameof(bias));
        return Record(operation, x.Rows, weight.Columns, x, weight, bias);
    }

    private static void CheckInner(Variable x, Variable y)
    {
        if (x.Columns != y.Rows)
            throw new ArgumentException($"Expected {x.Columns} rows, found {y.Rows} x {y.Columns}.", nameof(y));
    }

    private sealed class AffineOperation<TActivation> : Operation
        where TActivation : struct, IUnaryOperator<T>
    {
        public static readonly AffineOperation<TActivation> Instance = new();

        public override void Forward(Tape<T> tape, ref Node node)
        {
            int inputs = tape.nodes[node.A].Columns;
            ReadOnlySpan<T> bias = node.C < 0 ? default : tape.ValueOf(node.C);
            Kernels.MatMul.Multiply(node.Rows, node.Columns, inputs, tape.ValueOf(node.A), inputs, 1, tape.ValueOf(node.B),
                tape.ResultOf(ref node), bias, default(TActivation));
        }

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            Span<T> dy = tape.AdjointOf(ref node);
            if (typeof(TActivation) == typeof(VectorRelu<T>))
                Kernels.Elementwise.Map(tape.ResultOf(ref node), dy, dy, default(WherePositive));
            int batch = node.Rows, outputs = node.Columns, inputs = tape.nodes[node.A].Columns;
            if (tape.Wants(node.C))
                ColumnSum.AddTo(batch, outputs, dy, tape.AccumulatedAdjoint(node.C));
            if (tape.Wants(node.B))
                Product(tape, node.B, inputs, outputs, batch, tape.ValueOf(node.A), 1, inputs, dy, 0);
            if (tape.Wants(node.A))
            {
                int weights = inputs * outputs;
                // The scratch holds the transposed weights, and behind them the product where it has to be added.
                Span<T> transposed = tape.Scratch(weights + (batch * inputs))[..weights];
                Transpose.Copy(inputs, outputs, tape.ValueOf(node.B), transposed);
                Product(tape, node.A, batch, inputs, outputs, dy, outputs, 1, transposed, weights);
            }
        }

        /// <summary>Adds the product of a (m x k, strided) and b (k x n) to the target's adjoint.</summary>
        private static void Product(
            Tape<T> tape, int target, int m, int n, int k, ReadOnlySpan<T> a, int aRow, int aColumn, ReadOnlySpan<T> b, int reserved)
        {
            VectorIdentity<T> store = default;
            if (tape.ReachAdjoint(target, out Span<T> adjoint))
            {
                Kernels.MatMul.Multiply(m, n, k, a, aRow, aColumn, b, adjoint, default, store);
                return;
            }

            Span<T> product = tape.Scratch(reserved + (m * n))[reserved..];
            Kernels.MatMul.Multiply(m, n, k, a, aRow, aColumn, b, product, default, store);
            Kernels.Elementwise.Map(adjoint, product, adjoint, default(VectorAdd<T>));
        }

        private readonly struct WherePositive : IBinaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> y, Vector<T> dy) =>
                Vector.ConditionalSelect(Vector.GreaterThan(y, Vector<T>.Zero), dy, Vector<T>.Zero);
        }
    }
}
