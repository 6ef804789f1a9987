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
        Assert.Equal(2, new ConjugateGradients().Solve(Matrix(2, [4, 1, 1, 3]), [1, 2], x));
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
        Assert.InRange(new ConjugateGradients { Tolerance = 1e-13 }.Solve(SecondDifference, b, x), 0, 999);
        CloseAssert.Absolute(expected, x, 1e-11 * n);
    }

    [Fact]
    public void There_are_as_many_steps_as_distinct_eigenvalues()
    {
        // Nocedal and Wright 2006, theorem 5.4.
        double[] b = Numbers.Normal(1, 60), x = new double[60];
        int steps = new ConjugateGradients().Solve(
            (v, result) =>
            {
                for (int i = 0; i < v.Length; i++)
                    result[i] = (1 + (i % 3)) * v[i];
            },
            b, x);
        Assert.Equal(3, steps);
        CloseAssert.Absolute([.. b.Select((v, i) => v / (1 + (i % 3)))], x, 1e-13);
    }

    [Fact]
    public void The_iteration_limit_is_kept_and_the_iterate_returned()
    {
        // The first step is (b.b / b.Ab) b = 5 / 20 b.
        double[] x = new double[2];
        Assert.Equal(1, new ConjugateGradients { MaxIterations = 1 }.Solve(Matrix(2, [4, 1, 1, 3]), [1, 2], x));
        CloseAssert.Absolute([0.25, 0.5], x, 1e-15);
    }

    [Fact]
    public void A_matrix_that_is_not_positive_definite_ends_it()
    {
        double[] x = new double[2];
        ConjugateGradients solver = new();
        Assert.Equal(0, solver.Solve(Matrix(2, [1, 2, 2, 1]), [1, -1], x));
        Assert.Equal([0, 0], x);
        Assert.Equal(0, solver.Solve(Matrix(2, [0, 0, 0, 0]), [1, -1], x));
    }

    [Fact]
    public void What_is_not_finite_ends_it()
    {
        double[] x = [1, 1];
        ConjugateGradients solver = new();
        Assert.Equal(0, solver.Solve(Matrix(2, [1, 0, 0, 1]), [1, double.NaN], x));
        Assert.Equal([0, 0], x);
        Assert.Equal(0, solver.Solve(Matrix(2, [1, 0, 0, double.NaN]), [1, 1], x));
        Assert.Equal([0, 0], x);
    }

    [Fact]
    public void A_right_hand_side_of_zeros_has_the_solution_zero()
    {
        double[] x = [1, 1];
        Assert.Equal(0, new ConjugateGradients().Solve(Matrix(2, [4, 1, 1, 3]), [0, 0], x));
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
