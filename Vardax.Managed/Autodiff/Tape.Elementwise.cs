using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Autodiff;

internal sealed partial class Tape<T>
{
    /// <summary>y = f(x) and dy/dx of one element-wise function, side by side.</summary>
    private interface IElementwiseRule
    {
        static abstract Vector<T> Value(Vector<T> x);

        static abstract Vector<T> Derivative(Vector<T> x, Vector<T> y);
    }

    private Variable Elementwise<TRule>(Variable x)
        where TRule : struct, IElementwiseRule =>
        Record(ElementwiseOperation<TRule>.Instance, x.Rows, x.Columns, x);

    private sealed class ElementwiseOperation<TRule> : Operation
        where TRule : struct, IElementwiseRule
    {
        public static readonly ElementwiseOperation<TRule> Instance = new();

        public override void Forward(Tape<T> tape, ref Node node) =>
            Kernels.Elementwise.Map(tape.ValueOf(node.A), tape.ResultOf(ref node), default(ForwardKernel));

        public override void Reverse(Tape<T> tape, ref Node node)
        {
            if (!tape.Wants(node.A))
                return;
            // The result's own adjoint is spent here, so dy f'(x) may overwrite it before it is added to dx.
            Span<T> dy = tape.AdjointOf(ref node);
            Kernels.Elementwise.Map(tape.ValueOf(node.A), tape.ResultOf(ref node), dy, dy, default(ReverseKernel));
            tape.AddToAdjoint(node.A, dy);
        }

        private readonly struct ForwardKernel : IUnaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> x) => TRule.Value(x);
        }

        private readonly struct ReverseKernel : ITernaryOperator<T>
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Vector<T> Invoke(Vector<T> x, Vector<T> y, Vector<T> dy) => dy * TRule.Derivative(x, y);
        }
    }
}
