using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

/// <summary>What every minimiser must do.</summary>
public sealed class MinimizerTests
{
    public static TheoryData<string> Minimizers => ["Levenberg-Marquardt", "incremental Gauss-Newton"];

    // The Jacobian of problems 2 and 6 is singular at the minimum, and the residual of 16 is large: Gauss-Newton without damping
    // comes within six digits of these minima, but does not satisfy the tolerance, and says so.
    private static readonly Dictionary<string, MinimizationStatus> UndampedEndings = new()
    {
        ["2 Freudenstein and Roth"] = MinimizationStatus.LineSearchFailed,
        ["6 Jennrich and Sampson"] = MinimizationStatus.LineSearchFailed,
        ["16 Brown and Dennis"] = MinimizationStatus.IterationLimit,
    };

    public static MatrixTheoryData<string, string> Table =>
        new([.. StandardProblems.All.Keys], ["Levenberg-Marquardt", "incremental Gauss-Newton"]);

    [Theory]
    [MemberData(nameof(Table))]
    public void Published_minima_are_found_from_the_standard_starts(string problem, string minimizer)
    {
        StandardProblem standard = StandardProblems.All[problem];
        NonlinearProblem cost = standard.Create();
        double[] x = [.. standard.Start];
        MinimizationResult result = Create(minimizer, 1e-11).Minimize(cost, x);
        MinimizationStatus expected = minimizer == "incremental Gauss-Newton"
            ? UndampedEndings.GetValueOrDefault(problem, MinimizationStatus.Converged)
            : MinimizationStatus.Converged;
        Assert.True(result.Status == expected, $"{result}, at {string.Join(", ", x)}");
        CloseAssert.Absolute(standard.SumOfSquares, 2 * result.Cost, Math.Max(1e-10, 1e-5 * standard.SumOfSquares), $"{result}");
        if (standard.Solution is { } solution)
            CloseAssert.Absolute(solution, x, standard.SolutionTolerance, $"{result}");
        double[] residuals = new double[cost.Residuals], gradient = new double[x.Length];
        cost.Evaluate(x, residuals);
        cost.TransposedProduct(residuals, gradient);
        CloseAssert.Relative(residuals.Sum(r => r * r) / 2, result.Cost, 1e-14);
        CloseAssert.Relative(Math.Sqrt(gradient.Sum(g => g * g)), result.GradientNorm, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void A_linear_problem_is_solved_to_its_closed_form(string minimizer)
    {
        foreach ((int residuals, int parameters) in ((int, int)[])[(1, 1), (5, 3), (40, 40), (300, 200)])
        {
            var problem = new LinearLeastSquares(residuals, parameters);
            double[] x = new double[parameters];
            MinimizationResult result = Create(minimizer, 0).Minimize(problem, x);
            Assert.True(result.Status == MinimizationStatus.Converged, $"{parameters}: {result}");
            CloseAssert.Absolute(0, problem.Error(x), 1e-12, $"{parameters}: {result}");
            CloseAssert.Absolute(problem.LeastCost, result.Cost, 1e-12 * Math.Max(1, problem.LeastCost));
        }
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void A_badly_conditioned_linear_problem_is_solved_as_far_as_its_gradient_tells(string minimizer)
    {
        // Squared condition number 1e8: the gradient's rounding, 1e-15, is 1e-7 of the solution.
        var problem = new LinearLeastSquares(30, 10, 1e4);
        double[] x = new double[10];
        MinimizationResult result = Create(minimizer, 0).Minimize(problem, x);
        Assert.Equal(MinimizationStatus.Converged, result.Status);
        CloseAssert.Absolute(0, problem.Error(x), 1e-6, $"{result}");
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void The_minimum_is_a_place_to_stay(string minimizer)
    {
        double[] x = [1, 1];
        Assert.Equal(
            new MinimizationResult(MinimizationStatus.Converged, 0, 0, 0),
            Create(minimizer, 0).Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x));
        Assert.Equal([1, 1], x);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void One_iteration_is_one_step_down(string minimizer)
    {
        double[] x = [-1.2, 1];
        MinimizationResult result = Limited(minimizer, 1).Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x);
        Assert.Equal((MinimizationStatus.IterationLimit, 1), (result.Status, result.Iterations));
        Assert.InRange(result.Cost, 0, 12.1);
        CloseAssert.Relative(((100 * Math.Pow(x[1] - (x[0] * x[0]), 2)) + Math.Pow(1 - x[0], 2)) / 2, result.Cost, 1e-12);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void A_start_that_is_not_finite_is_told_and_left(string minimizer)
    {
        double[] x = [double.NaN, 1];
        Assert.Equal(
            MinimizationStatus.NonFinite,
            Create(minimizer, 1e-8).Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x).Status);
        Assert.Equal([double.NaN, 1], x);
        x = [1e200, 1];
        Assert.Equal(
            MinimizationStatus.NonFinite,
            Create(minimizer, 1e-8).Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x).Status);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void Points_where_the_cost_is_not_a_number_are_backed_off_from(string minimizer)
    {
        // log(x) - log(2) is NaN for x < 0; from 10, the first Gauss-Newton step leads to 10 - 10 log 5 < 0.
        var problem = new NonlinearProblem(1, 1, x => [Dual.Log(x[0]) - Math.Log(2)]);
        double[] x = [10];
        MinimizationResult result = Create(minimizer, 1e-10).Minimize(problem, x);
        Assert.True(result.Status == MinimizationStatus.Converged, $"{result}");
        CloseAssert.Absolute(2, x[0], 1e-9);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void A_residual_far_larger_than_its_changes_does_not_stop_convergence(string minimizer)
    {
        // The constant residual hides the last eight digits of the cost, not of the gradient.
        var problem = new NonlinearProblem(
            2, 3, x => [1e4, Dual.Exp(x[0]) - 2 + x[1], (x[0] * x[0]) + (3 * x[1]) - (Math.Log(2) * Math.Log(2))]);
        double[] x = [0, 0.5];
        MinimizationResult result = Create(minimizer, 0).Minimize(problem, x);
        Assert.True(result.Status == MinimizationStatus.Converged, $"{result}");
        CloseAssert.Absolute([Math.Log(2), 0], x, 1e-9, $"{result}");
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void A_gradient_that_does_not_descend_ends_in_failure(string minimizer)
    {
        double[] x = [3, 4];
        MinimizationResult result = Create(minimizer, 1e-8).Minimize(new Uphill(), x);
        Assert.Equal(MinimizationStatus.LineSearchFailed, result.Status);
        Assert.Equal([3, 4], x);
        Assert.Equal(12.5, result.Cost);
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void One_instance_gives_the_same_bits_on_many_threads(string minimizer)
    {
        ILeastSquaresMinimizer shared = Create(minimizer, 1e-8);
        double[][] found = new double[8][];
        Parallel.For(0, found.Length, i =>
        {
            double[] x = [-1.2, 1];
            shared.Minimize(StandardProblems.All["1 Rosenbrock"].Create(), x);
            found[i] = x;
        });
        Assert.All(found, x => BitwiseAssert.Equal<double>(found[0], x));
    }

    [Theory]
    [MemberData(nameof(Minimizers))]
    public void Bad_arguments_are_named(string minimizer)
    {
        Refuses.Argument("x", () => Create(minimizer, 1).Minimize(new Uphill(), new double[3]));
        Refuses.Argument("problem", () => Create(minimizer, 1).Minimize(null!, new double[3]));
        Refuses.Argument("GradientTolerance", () => Create(minimizer, -1));
        Refuses.Argument("GradientTolerance", () => Create(minimizer, double.NaN));
        Refuses.Argument("MaxIterations", () => Limited(minimizer, 0));
    }

    private static ILeastSquaresMinimizer Create(string name, double tolerance) => name switch
    {
        "Levenberg-Marquardt" => new LevenbergMarquardt { GradientTolerance = tolerance },
        _ => new IncrementalGaussNewton { GradientTolerance = tolerance },
    };

    private static ILeastSquaresMinimizer Limited(string name, int iterations) => name switch
    {
        "Levenberg-Marquardt" => new LevenbergMarquardt { MaxIterations = iterations },
        _ => new IncrementalGaussNewton { MaxIterations = iterations },
    };

    /// <summary>r = x with a Jacobian of the wrong sign, -I.</summary>
    private sealed class Uphill : ILeastSquares
    {
        public int Parameters => 2;

        public int Residuals => 2;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals) => x.CopyTo(residuals);

        public void Jacobian(Span<double> jacobian) => new double[] { -1, 0, 0, -1 }.CopyTo(jacobian);

        public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result) =>
            new[] { -direction[0], -direction[1] }.CopyTo(result);

        public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result) => JacobianProduct(weights, result);
    }
}
