using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class GradientTestTests
{
    public static TheoryData<string> Problems => [.. StandardProblems.All.Keys];

    [Theory]
    [MemberData(nameof(Problems))]
    public void Right_derivatives_pass(string name)
    {
        StandardProblem standard = StandardProblems.All[name];
        NonlinearProblem problem = standard.Create();
        double[] direction = Numbers.Normal(1, problem.Parameters), weights = Numbers.Normal(2, problem.Residuals);
        JacobianTestResult jacobian = GradientTest.Run(problem, standard.Start, direction, weights, 0.1);
        Assert.True(jacobian.Passes, $"order {jacobian.Tangent.Order}, adjoint error {jacobian.AdjointError}");
        Assert.Equal(name.StartsWith("32 ", StringComparison.Ordinal), double.IsNaN(jacobian.Tangent.Order));
    }

    [Theory]
    [InlineData(1e-1)]
    [InlineData(1e-3)]
    [InlineData(1e-5)]
    public void A_wrong_gradient_fails_with_order_one(double error)
    {
        var function = new Function(
            2, x => Math.Sin(x[0]) * x[1], x => [Math.Cos(x[0]) * x[1] * (1 + error), Math.Sin(x[0])]);
        TaylorTestResult result = GradientTest.Run(function, [0.5, 2], [1, 0.3], [1]).Tangent;
        Assert.False(result.Passes);
        CloseAssert.Absolute(1, result.Order, 0.1);
    }

    [Fact]
    public void The_gradient_of_another_point_fails()
    {
        TaylorTestResult result = GradientTest.Run(Function.Of(Math.Exp, x => Math.Exp(x + 1e-4)), [1], [1], [1]).Tangent;
        Assert.False(result.Passes, $"{result.Order}");
    }

    [Fact]
    public void The_remainders_are_those_of_the_square()
    {
        // (1 + h)^2 - 1 = 2 h + h^2.
        TaylorTestResult result = GradientTest.Run(Function.Of(x => x * x, x => 2 * x), [1], [1], [1], 0.5).Tangent;
        for (int k = 0; k < 10; k++)
        {
            double h = Math.Pow(2, -k - 1);
            Assert.Equal((h, (2 * h) + (h * h), h * h), (result.Steps[k], result.FirstRemainders[k], result.SecondRemainders[k]));
        }

        CloseAssert.Absolute(2, result.Order, 1e-3);
        Assert.True(result.Passes);
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(3.001, false)]
    [InlineData(0, false)]
    public void A_linear_function_passes_with_its_own_slope_only(double slope, bool passes)
    {
        TaylorTestResult result = GradientTest.Run(Function.Of(x => (3 * x) + 0.7, _ => slope), [0.3], [1.1], [1]).Tangent;
        Assert.Equal(passes, result.Passes);
        Assert.Equal(passes, double.IsNaN(result.Order));
    }

    [Fact]
    public void A_remainder_of_third_order_passes()
    {
        TaylorTestResult result = GradientTest.Run(Function.Of(Math.Sin, Math.Cos), [0], [1], [1]).Tangent;
        CloseAssert.Absolute(3, result.Order, 0.1);
        Assert.True(result.Passes);
    }

    [Fact]
    public void A_function_that_is_not_finite_fails() =>
        Assert.False(GradientTest.Run(Function.Of(_ => double.NaN, _ => 1), [0], [1], [1]).Tangent.Passes);

    [Fact]
    public void Large_steps_out_of_the_domain_do_not_count() =>
        Assert.True(GradientTest.Run(Function.Of(Math.Log, x => 1 / x), [1], [-1], [1], 100).Tangent.Passes);

    [Theory]
    [InlineData(1.0001, 1)]
    [InlineData(1, 1.0001)]
    public void A_wrong_tangent_or_adjoint_fails(double tangent, double adjoint)
    {
        NonlinearProblem right = StandardProblems.All["8 Bard"].Create();
        double[] weights = Numbers.Normal(1, 15);
        JacobianTestResult result = GradientTest.Run(new Scaled(right, tangent, adjoint), [1, 1, 1], [1, -2, 0.5], weights, 0.1);
        Assert.False(result.Passes);
        Assert.Equal(tangent == 1, result.Tangent.Passes);
        Assert.InRange(result.AdjointError, 1e-6, 1e-4);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Function function = Function.Of(x => x, _ => 1);
        NonlinearProblem problem = StandardProblems.All["8 Bard"].Create();
        Refuses.Argument("problem", () => GradientTest.Run(null!, [1], [1], [1]));
        Refuses.Argument("x", () => GradientTest.Run(function, [1, 2], [1], [1]));
        Refuses.Argument("direction", () => GradientTest.Run(function, [1], [1, 2], [1]));
        Refuses.Argument("firstStep", () => GradientTest.Run(function, [1], [1], [1], double.NaN));
        Refuses.Argument("weights", () => GradientTest.Run(problem, [1, 1, 1], [1, 1, 1], [1]));
    }

    /// <summary>A problem with both products scaled.</summary>
    private sealed class Scaled(ILeastSquares problem, double tangent, double adjoint) : ILeastSquares
    {
        public int Parameters => problem.Parameters;

        public int Residuals => problem.Residuals;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals) => problem.Evaluate(x, residuals);

        public void Jacobian(Span<double> jacobian) => problem.Jacobian(jacobian);

        public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result) =>
            problem.JacobianProduct(direction.ToArray().Select(d => d * tangent).ToArray(), result);

        public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result) =>
            problem.TransposedProduct(weights.ToArray().Select(w => w * adjoint).ToArray(), result);
    }
}
