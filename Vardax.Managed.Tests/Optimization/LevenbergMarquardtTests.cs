using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class LevenbergMarquardtTests
{
    [Fact]
    public void Without_damping_a_linear_problem_takes_one_step()
    {
        var problem = new LinearLeastSquares(60, 40);
        double[] x = new double[40];
        MinimizationResult result = new LevenbergMarquardt { InitialDamping = 0 }.Minimize(problem, x);
        Assert.Equal((MinimizationStatus.Converged, 1), (result.Status, result.Iterations));
        CloseAssert.Absolute(0, problem.Error(x), 1e-13);
    }

    [Fact]
    public void The_gradient_is_squared_by_each_of_the_last_steps_where_no_residual_is_left()
    {
        // Rosenbrock's function from near its minimum: |g| of step k + 1 is bounded by a multiple of its square at step k.
        double[] norms = [.. Enumerable.Range(1, 12).Select(limit =>
        {
            double[] x = [1.3, 1.5];
            return new LevenbergMarquardt { MaxIterations = limit, GradientTolerance = 0, InitialDamping = 1e-2 }
                .Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x).GradientNorm;
        })];
        double[] orders =
        [
            .. Enumerable.Range(1, 10).Where(k => norms[k] < 0.1 && norms[k + 1] > 1e-13)
                .Select(k => Math.Log(norms[k + 1] / norms[k]) / Math.Log(norms[k] / norms[k - 1])),
        ];
        Assert.True(orders.Length > 0 && orders[^1] > 1.7, $"|g|: {string.Join(", ", norms)}; {string.Join(", ", orders)}");
    }

    [Fact]
    public void Gauss_Newton_that_diverges_falls_back_to_damping()
    {
        // From 2, Newton's step on atan(x) = 0 leads to -3.5, and on to infinity.
        var problem = new NonlinearProblem(1, 1, x => [Dual.Atan2(x[0], 1)]);
        double[] x = [2];
        MinimizationResult result = new LevenbergMarquardt { InitialDamping = 0 }.Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute(0, x[0], 1e-8);
    }

    [Fact]
    public void Normal_equations_without_full_rank_are_damped()
    {
        // r = x + y - 3 alone: the damped steps go along (1, 1).
        var problem = new NonlinearProblem(2, 1, x => [x[0] + x[1] - 3]);
        double[] x = [0, 1];
        MinimizationResult result = new LevenbergMarquardt { InitialDamping = 0 }.Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute([1, 2], x, 1e-6, $"{result}");
    }

    [Fact]
    public void Bad_damping_is_named()
    {
        Refuses.Argument("InitialDamping", () => new LevenbergMarquardt { InitialDamping = -1 });
        Refuses.Argument("InitialDamping", () => new LevenbergMarquardt { InitialDamping = double.PositiveInfinity });
    }
}
