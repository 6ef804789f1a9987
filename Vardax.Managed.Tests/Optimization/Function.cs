using Vardax.Managed.Optimization;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>A function and its gradient as two formulas, which need not agree: one residual.</summary>
internal sealed class Function(int parameters, Func<double[], double> value, Func<double[], double[]> gradient) : ILeastSquares
{
    private double[] slopes = [];

    public int Parameters => parameters;

    public int Residuals => 1;

    /// <summary>A function of one variable.</summary>
    public static Function Of(Func<double, double> value, Func<double, double> slope) =>
        new(1, x => value(x[0]), x => [slope(x[0])]);

    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        slopes = gradient(x.ToArray());
        residuals[0] = value(x.ToArray());
    }

    public void Jacobian(Span<double> jacobian) => slopes.CopyTo(jacobian);

    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        double[] along = direction.ToArray();
        result[0] = slopes.Zip(along, (slope, d) => slope * d).Sum();
    }

    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        double weight = weights[0];
        slopes.Select(slope => slope * weight).ToArray().CopyTo(result);
    }
}
