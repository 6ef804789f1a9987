using Vardax.Managed.Optimization;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>A function and its gradient as two formulas, which need not agree.</summary>
internal sealed class Function(int parameters, Func<double[], double> value, Func<double[], double[]> gradient) : IDifferentiable
{
    public int Parameters => parameters;

    public int Evaluations { get; private set; }

    /// <summary>A function of one variable.</summary>
    public static Function Of(Func<double, double> value, Func<double, double> slope) =>
        new(1, x => value(x[0]), x => [slope(x[0])]);

    public double Evaluate(ReadOnlySpan<double> x, Span<double> result)
    {
        Evaluations++;
        double[] point = x.ToArray();
        gradient(point).CopyTo(result);
        return value(point);
    }
}
