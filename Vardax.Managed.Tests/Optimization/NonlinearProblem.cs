using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>A least-squares cost of residuals written as a formula, with the Jacobian of the forward mode.</summary>
internal sealed class NonlinearProblem(int parameters, int residuals, Func<Dual[], Dual[]> formula) : ILeastSquares
{
    private double[] at = [];

    public int Parameters => parameters;

    public int Residuals => residuals;

    public int Evaluations { get; private set; }

    public void Evaluate(ReadOnlySpan<double> x, Span<double> result)
    {
        Evaluations++;
        at = x.ToArray();
        Along(new double[parameters]).Select(r => r.Value).ToArray().CopyTo(result);
    }

    public void Jacobian(Span<double> jacobian)
    {
        for (int j = 0; j < parameters; j++)
        {
            var unit = new double[parameters];
            unit[j] = 1;
            Dual[] column = Along(unit);
            for (int i = 0; i < residuals; i++)
                jacobian[(i * parameters) + j] = column[i].Derivative;
        }
    }

    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result) =>
        Along(direction.ToArray()).Select(r => r.Derivative).ToArray().CopyTo(result);

    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
    {
        var jacobian = new double[residuals * parameters];
        Jacobian(jacobian);
        result.Clear();
        for (int i = 0; i < residuals; i++)
        {
            for (int j = 0; j < parameters; j++)
                result[j] += weights[i] * jacobian[(i * parameters) + j];
        }
    }

    private Dual[] Along(double[] direction) => formula([.. at.Zip(direction, (x, d) => new Dual(x, d))]);
}
