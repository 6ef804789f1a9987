using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class BfgsTests
{
    [Fact]
    public void A_function_that_is_no_sum_of_squares_is_minimised()
    {
        // exp(x + 3 y - 0.1) + exp(x - 3 y - 0.1) + exp(-x - 0.1): Boyd and Vandenberghe 2004, equation 9.20; the minimum is at
        // x = -log(2) / 2, y = 0 with the value 2 sqrt(2) exp(-0.1).
        static double[] Terms(double[] x) =>
            [Math.Exp(x[0] + (3 * x[1]) - 0.1), Math.Exp(x[0] - (3 * x[1]) - 0.1), Math.Exp(-x[0] - 0.1)];
        var function = new Function(2, x => Terms(x).Sum(), x =>
        {
            double[] t = Terms(x);
            return [t[0] + t[1] - t[2], 3 * (t[0] - t[1])];
        });
        double[] x = [-1, 1];
        MinimizationResult result = new Bfgs { GradientTolerance = 0 }.Minimize(function, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute([-Math.Log(2) / 2, 0], x, 1e-12, $"{result}");
        CloseAssert.Relative(2 * Math.Sqrt(2) * Math.Exp(-0.1), result.Cost, 1e-15);
    }

    [Fact]
    public void A_quadratic_of_n_variables_takes_few_more_than_n_steps()
    {
        // n, were the line searches exact (Nocedal and Wright 2006, theorem 6.4).
        var problem = new LinearLeastSquares(30, 20, 30);
        double[] x = new double[20];
        MinimizationResult result = new Bfgs { LineSearch = new() { Curvature = 0.01 } }.Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        Assert.InRange(result.Iterations, 5, 25);
    }

    [Fact]
    public void A_line_search_cut_short_is_helped_by_one_start_from_steepest_descent()
    {
        double[] x = [-1.2, 1];
        MinimizationResult result = new Bfgs { LineSearch = new() { MaxEvaluations = 6 } }.Minimize(
            StandardProblems.All["1 Rosenbrock"].Create(), x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute([1, 1], x, 1e-6);
    }

    [Fact]
    public void A_function_without_a_minimum_ends_in_failure_below_its_start()
    {
        double[] x = [0];
        MinimizationResult result = new Bfgs().Minimize(Function.Of(x => -x, _ => -1), x);
        Assert.Equal(MinimizationStatus.LineSearchFailed, result.Status);
        Assert.True(x[0] > 0 && result.Cost == -x[0], $"{result}");
    }
}
