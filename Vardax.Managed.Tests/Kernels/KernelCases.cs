using System.Numerics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Kernels;

/// <summary>The table of the element-wise kernels that both precisions share.</summary>
internal static class KernelCases<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const double Factor = 1.75;

    private static readonly bool IsSingle = typeof(T) == typeof(float);

    // Exactly rounded operations err by half an ulp at most; double references of double operations by nothing.
    public static IReadOnlyList<KernelCase<T>> All { get; } =
    [
        Unary("exp", default(VectorExp<T>), Math.Exp, IsSingle ? 1 : 2),
        Unary("tanh", default(VectorTanh<T>), Math.Tanh, IsSingle ? 2 : 0),
        Unary("sigmoid", default(VectorSigmoid<T>), x => 1 / (1 + Math.Exp(-x)), 4),
        Unary("silu", default(VectorSilu<T>), x => x / (1 + Math.Exp(-x)), 5),
        Unary("relu", default(VectorRelu<T>), x => Math.Max(x, 0), 0),
        Unary("identity", default(VectorIdentity<T>), x => x, 0),
        Unary("scale", new VectorScale<T>(T.CreateChecked(Factor)), x => Factor * x, 0.5),
        Binary("add", default(VectorAdd<T>), (x, y) => x + y, 0.5),
        Binary("subtract", default(VectorSubtract<T>), (x, y) => x - y, 0.5),
        Binary("multiply", default(VectorMultiply<T>), (x, y) => x * y, 0.5),
        Binary("divide", default(VectorDivide<T>), (x, y) => x / y, 0.5),
        Binary("add scaled", new VectorAddScaled<T>(T.CreateChecked(Factor)), (x, y) => (Factor * x) + y, 1.5)
            with { Magnitude = (x, y, _) => Math.Abs(Factor * x) + Math.Abs(y) },
        new("multiply add", 3, (x, y, z, d) => Elementwise.Map(x, y, z, d, default(VectorMultiplyAdd<T>)),
            (x, y, z) => (x * y) + z, 1.5, Magnitude: (x, y, z) => Math.Abs(x * y) + Math.Abs(z)),
    ];

    public static KernelCase<T> Unary<TOperator>(string name, TOperator f, Func<double, double> reference, double ulps)
        where TOperator : struct, IUnaryOperator<T> =>
        new(name, 1, (x, _, _, d) => Elementwise.Map(x, d, f), (x, _, _) => reference(x), ulps);

    private static KernelCase<T> Binary<TOperator>(string name, TOperator f, Func<double, double, double> reference, double ulps)
        where TOperator : struct, IBinaryOperator<T> =>
        new(name, 2, (x, y, _, d) => Elementwise.Map(x, y, d, f), (x, y, _) => reference(x, y), ulps);
}
