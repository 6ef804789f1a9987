using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class ConjugateGradientsTests
{
    [Fact]
    public void A_system_solved_by_hand_takes_two_steps()
    {
        // [4 1; 1 3] x = [1; 2] has x = [1; 7] / 11.
        double[] x = [5, 5];
        ConjugateGradientsResult result = new ConjugateGradients().Solve(Matrix(2, [4, 1, 1, 3]), [1, 2], x);
        Assert.Equal((ConjugateGradientsStatus.Converged, 2), (result.Status, result.Iterations));
        CloseAssert.Absolute([1 / 11.0, 7 / 11.0], x, 1e-15);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(3000)]
    public void The_second_difference_is_inverted_to_its_closed_form(int n)
    {
        // 2.5 x[i] - x[i - 1] - x[i + 1] = b[i] with b from a chosen x.
        double[] expected = [.. Enumerable.Range(0, n).Select(i => Math.Sin(i) + (0.1 * i))];
        double[] b = new double[n], x = new double[n];
        SecondDifference(expected, b);
        ConjugateGradientsResult result = new ConjugateGradients { Tolerance = 1e-13 }.Solve(SecondDifference, b, x);
        Assert.Equal(ConjugateGradientsStatus.Converged, result.Status);
        CloseAssert.Absolute(expected, x, 1e-11 * n);
        Assert.InRange(result.ResidualNorm, 0, 1e-13 * Math.Sqrt(b.Sum(v => v * v)));
    }

    [Fact]
    public void There_are_as_many_steps_as_distinct_eigenvalues()
    {
        // Nocedal and Wright 2006, theorem 5.4.
        double[] b = Numbers.Normal(1, 60), x = new double[60];
        ConjugateGradientsResult result = new ConjugateGradients().Solve(
            (v, result) =>
            {
                for (int i = 0; i < v.Length; i++)
                    result[i] = (1 + (i % 3)) * v[i];
            },
            b, x);
        Assert.Equal((ConjugateGradientsStatus.Converged, 3), (result.Status, result.Iterations));
        CloseAssert.Absolute([.. b.Select((v, i) => v / (1 + (i % 3)))], x, 1e-13);
    }

    [Fact]
    public void The_iteration_limit_is_kept_and_the_iterate_returned()
    {
        // The first step is (b.b / b.Ab) b = 5 / 20 b.
        double[] x = new double[2];
        ConjugateGradientsResult result =
            new ConjugateGradients { MaxIterations = 1 }.Solve(Matrix(2, [4, 1, 1, 3]), [1, 2], x);
        Assert.Equal((ConjugateGradientsStatus.IterationLimit, 1), (result.Status, result.Iterations));
        CloseAssert.Absolute([0.25, 0.5], x, 1e-15);
        CloseAssert.Relative(Math.Sqrt((0.5 * 0.5) + (0.25 * 0.25)), result.ResidualNorm, 1e-14);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_is_told()
    {
        double[] x = new double[2];
        ConjugateGradients solver = new();
        Assert.Equal(ConjugateGradientsStatus.Indefinite, solver.Solve(Matrix(2, [1, 2, 2, 1]), [1, -1], x).Status);
        Assert.Equal([0, 0], x);
        Assert.Equal(ConjugateGradientsStatus.Indefinite, solver.Solve(Matrix(2, [0, 0, 0, 0]), [1, -1], x).Status);
    }

    [Fact]
    public void What_is_not_finite_is_told()
    {
        double[] x = [1, 1];
        ConjugateGradients solver = new();
        Assert.Equal(ConjugateGradientsStatus.NonFinite, solver.Solve(Matrix(2, [1, 0, 0, 1]), [1, double.NaN], x).Status);
        Assert.Equal([0, 0], x);
        Assert.Equal(ConjugateGradientsStatus.NonFinite, solver.Solve(Matrix(2, [1, 0, 0, double.NaN]), [1, 1], x).Status);
        Assert.Equal([0, 0], x);
    }

    [Fact]
    public void A_right_hand_side_of_zeros_has_the_solution_zero()
    {
        double[] x = [1, 1];
        Assert.Equal(
            new ConjugateGradientsResult(ConjugateGradientsStatus.Converged, 0, 0),
            new ConjugateGradients().Solve(Matrix(2, [4, 1, 1, 3]), [0, 0], x));
        Assert.Equal([0, 0], x);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("Tolerance", () => new ConjugateGradients { Tolerance = -1 });
        Refuses.Argument("MaxIterations", () => new ConjugateGradients { MaxIterations = 0 });
        Refuses.Argument("product", () => new ConjugateGradients().Solve(null!, [1], new double[1]));
        Refuses.Argument("x", () => new ConjugateGradients().Solve(SecondDifference, [1], new double[2]));
    }

    private static SymmetricProduct Matrix(int n, double[] a) => (x, result) =>
    {
        for (int i = 0; i < n; i++)
            result[i] = GradientCheck.Dot(a.AsSpan(i * n, n), x);
    };

    private static void SecondDifference(ReadOnlySpan<double> x, Span<double> result)
    {
        for (int i = 0; i < x.Length; i++)
            result[i] = (2.5 * x[i]) - (i > 0 ? x[i - 1] : 0) - (i < x.Length - 1 ? x[i + 1] : 0);
    }
}
