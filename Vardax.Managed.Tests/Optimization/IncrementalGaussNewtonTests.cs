using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class IncrementalGaussNewtonTests
{
    [Fact]
    public void Thousands_of_parameters_need_no_matrix()
    {
        // Broyden's tridiagonal system (More, Garbow and Hillstrom 1981, problem 30) with 5000 equations.
        var problem = new Tridiagonal(5000);
        double[] x = [.. Enumerable.Repeat(-1.0, 5000)];
        MinimizationResult result = new IncrementalGaussNewton { GradientTolerance = 1e-12 }.Minimize(problem, x);
        Assert.True(result.Status == MinimizationStatus.Converged, $"{result}");
        Assert.InRange(result.Iterations, 2, 15);
        var residuals = new double[5000];
        problem.Evaluate(x, residuals);
        Assert.All(residuals, r => CloseAssert.Absolute(0, r, 1e-8));
    }

    [Fact]
    public void Inner_iterations_cut_short_still_lead_down_to_the_minimum()
    {
        var problem = new LinearLeastSquares(60, 40);
        double[] x = new double[40];
        MinimizationResult result =
            new IncrementalGaussNewton { MaxInnerIterations = 3, GradientTolerance = 1e-11 }.Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute(0, problem.Error(x), 1e-8, $"{result}");
        Assert.InRange(result.Iterations, 5, 200);
    }

    [Fact]
    public void Steps_are_halved_where_the_whole_one_raises_the_cost()
    {
        var problem = new NonlinearProblem(1, 1, x => [Dual.Atan2(x[0], 1)]);
        double[] x = [20];
        MinimizationResult result = new IncrementalGaussNewton().Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute(0, x[0], 1e-8);
        Assert.True(problem.Evaluations > result.Iterations + 1);
    }

    [Fact]
    public void Bad_limits_are_named() =>
        Refuses.Argument("MaxInnerIterations", () => new IncrementalGaussNewton { MaxInnerIterations = 0 });

    /// <summary>(3 - 2 x[i]) x[i] - x[i - 1] - 2 x[i + 1] + 1, with a Jacobian never stored.</summary>
    private sealed class Tridiagonal(int count) : ILeastSquares
    {
        private double[] at = [];

        public int Parameters => count;

        public int Residuals => count;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
        {
            at = x.ToArray();
            for (int i = 0; i < count; i++)
                residuals[i] = ((3 - (2 * x[i])) * x[i]) - (i > 0 ? x[i - 1] : 0) - (2 * (i < count - 1 ? x[i + 1] : 0)) + 1;
        }

        public void Jacobian(Span<double> jacobian) => throw new NotSupportedException();

        public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result)
        {
            for (int i = 0; i < count; i++)
            {
                result[i] = ((3 - (4 * at[i])) * direction[i]) - (i > 0 ? direction[i - 1] : 0)
                    - (2 * (i < count - 1 ? direction[i + 1] : 0));
            }
        }

        public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result)
        {
            for (int i = 0; i < count; i++)
            {
                result[i] = ((3 - (4 * at[i])) * weights[i]) - (i < count - 1 ? weights[i + 1] : 0)
                    - (2 * (i > 0 ? weights[i - 1] : 0));
            }
        }
    }
}
