using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>
/// r = A x - b whose solution is known before any system is solved: A = P [S; 0] Q with reflections P, Q and diagonal S, and
/// b = A solution + P [0; w].
/// </summary>
internal sealed class LinearLeastSquares : ILeastSquares
{
    private readonly double[] a, b;

    // The singular values run from 1 down to 1 / condition, evenly in their logarithm.
    public LinearLeastSquares(int residuals, int parameters, double condition = 10)
    {
        (Residuals, Parameters) = (residuals, parameters);
        Solution = Numbers.Normal(1, parameters);
        double[] p = Unit(2, residuals), q = Unit(3, parameters), rest = Numbers.Normal(4, residuals);
        rest.AsSpan(0, parameters).Clear();
        a = new double[residuals * parameters];
        for (int j = 0; j < parameters; j++)
        {
            // Column j of [S; 0] Q, then reflected by P.
            var column = new double[residuals];
            for (int i = 0; i < parameters; i++)
                column[i] = Math.Pow(condition, -i / Math.Max(1.0, parameters - 1)) * ((i == j ? 1 : 0) - (2 * q[i] * q[j]));
            Reflect(p, column);
            for (int i = 0; i < residuals; i++)
                a[(i * parameters) + j] = column[i];
        }

        LeastCost = rest.Sum(w => w * w) / 2;
        Reflect(p, rest);
        b = new double[residuals];
        JacobianProduct(Solution, b);
        for (int i = 0; i < residuals; i++)
            b[i] += rest[i];
    }

    public int Parameters { get; }

    public int Residuals { get; }

    public double[] Solution { get; }

    public double LeastCost { get; }

    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        JacobianProduct(x, residuals);
        for (int i = 0; i < b.Length; i++)
            residuals[i] -= b[i];
    }

    public void Jacobian(Span<double> jacobian) => a.CopyTo(jacobian);

    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
    {
        for (int i = 0; i < Residuals; i++)
            result[i] = GradientCheck.Dot(a.AsSpan(i * Parameters, Parameters), direction);
    }

    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        result.Clear();
        for (int i = 0; i < Residuals; i++)
        {
            for (int j = 0; j < Parameters; j++)
                result[j] += weights[i] * a[(i * Parameters) + j];
        }
    }

    /// <summary>|x - solution| / |solution|.</summary>
    public double Error(double[] x) =>
        Math.Sqrt(x.Zip(Solution, (u, v) => (u - v) * (u - v)).Sum() / Solution.Sum(v => v * v));

    private static double[] Unit(int seed, int count)
    {
        double[] x = Numbers.Normal(seed, count);
        double norm = Math.Sqrt(x.Sum(v => v * v));
        return [.. x.Select(v => v / norm)];
    }

    private static void Reflect(double[] unit, double[] x)
    {
        double along = 2 * GradientCheck.Dot(unit, x);
        for (int i = 0; i < x.Length; i++)
            x[i] -= along * unit[i];
    }
}
