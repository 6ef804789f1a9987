using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class LeastSquaresFunctionTests
{
    [Fact]
    public void The_cost_is_half_the_sum_of_squares_and_the_gradient_its_difference_quotient()
    {
        var function = new LeastSquaresFunction(StandardProblems.All["1 Rosenbrock"].Create());
        double[] x = [-1.2, 1], gradient = new double[2];
        CloseAssert.Relative(24.2 / 2, function.Evaluate(x, gradient), 1e-15);
        static double Cost(double[] x) => ((100 * Math.Pow(x[1] - (x[0] * x[0]), 2)) + Math.Pow(1 - x[0], 2)) / 2;
        Assert.InRange(GradientCheck.WorstError(Cost, x, gradient), 0, 1e-9);
    }

    [Fact]
    public void Where_the_cost_is_not_finite_neither_is_the_gradient()
    {
        var function = new LeastSquaresFunction(StandardProblems.All["1 Rosenbrock"].Create());
        var gradient = new double[2];
        Assert.Equal(double.PositiveInfinity, function.Evaluate([1e200, 1], gradient));
        Assert.All(gradient, g => Assert.True(double.IsNaN(g)));
    }

    [Fact]
    public void No_problem_is_refused() => Refuses.Argument("problem", () => new LeastSquaresFunction(null!));
}
