using Vardax.Managed.Optimization;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Optimization;

public sealed class StrongWolfeLineSearchTests
{
    // The functions of More and Thuente 1994, section 5, equations 5.1, 5.2 and 5.3 (with l = 39).
    private static readonly Dictionary<string, (Func<double, double> Value, Func<double, double> Slope)> Functions = new()
    {
        ["5.1"] = (a => -a / ((a * a) + 2), a => ((a * a) - 2) / Math.Pow((a * a) + 2, 2)),
        ["5.2"] = (
            a => Math.Pow(a + 0.004, 5) - (2 * Math.Pow(a + 0.004, 4)),
            a => (5 * Math.Pow(a + 0.004, 4)) - (8 * Math.Pow(a + 0.004, 3))),
        ["5.3"] = (
            a => Bend(a) + (2 * (1 - 0.01) / (39 * Math.PI) * Math.Sin(39 * Math.PI * a / 2)),
            a => BendSlope(a) + ((1 - 0.01) * Math.Cos(39 * Math.PI * a / 2))),
    };

    public static MatrixTheoryData<string, double, double, double> Cases => new(
        ["5.1", "5.2", "5.3"], [1e-3, 0.1, 10, 1000], [1e-4, 0.1], [0.11, 0.9]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_found_satisfies_both_conditions(string name, double firstStep, double c1, double c2)
    {
        (Func<double, double> value, Func<double, double> slope) = Functions[name];
        Function function = Function.Of(value, slope);
        double[] point = new double[1], gradient = new double[1];
        LineSearchResult result = new StrongWolfeLineSearch { SufficientDecrease = c1, Curvature = c2 }.Search(
            function, [0], [1], value(0), [slope(0)], firstStep, point, gradient);
        Assert.True(result.Success, $"{result}");
        Assert.True(value(result.Step) <= value(0) + (c1 * result.Step * slope(0)), $"{result}");
        Assert.True(Math.Abs(slope(result.Step)) <= c2 * Math.Abs(slope(0)), $"{result}");
        Assert.Equal((result.Step, value(result.Step), slope(result.Step)), (point[0], result.Value, gradient[0]));
        Assert.InRange(function.Evaluations, 1, 25);
    }

    [Fact]
    public void The_cubic_through_two_points_finds_the_minimum_of_a_cubic()
    {
        // x^3 - x has its minimum at 1 / sqrt 3; the second point is too far, the third is exact.
        Function cubic = Function.Of(x => (x * x * x) - x, x => (3 * x * x) - 1);
        LineSearchResult result = new StrongWolfeLineSearch { Curvature = 1e-3 }.Search(
            cubic, [0], [1], 0, [-1], 1.2, new double[1], new double[1]);
        Assert.True(result.Success);
        Assert.Equal(2, cubic.Evaluations);
        CloseAssert.Absolute(1 / Math.Sqrt(3), result.Step, 1e-15);
    }

    [Theory]
    [InlineData(1e-7)]
    [InlineData(1e-9)]
    [InlineData(1e-12)]
    public void Where_the_function_is_flat_to_its_rounding_the_slope_decides(double distance)
    {
        // 1 + x^2 cannot tell x from 0 below 1e-8.
        Function function = Function.Of(x => 1 + (x * x), x => 2 * x);
        double[] point = new double[1], gradient = new double[1];
        LineSearchResult result = new StrongWolfeLineSearch { Curvature = 0.1 }.Search(
            function, [distance], [-2 * distance], function.Evaluate([distance], gradient), [2 * distance], 1, point, gradient);
        Assert.True(result.Success);
        Assert.InRange(Math.Abs(point[0]), 0, 0.1001 * distance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1e6)]
    public void What_is_not_finite_is_backed_off_from(double firstStep)
    {
        // -log(1 - x) - 2 x has its minimum at 1/2 and ends at 1.
        Function function = Function.Of(x => -Math.Log(1 - x) - (2 * x), x => (1 / (1 - x)) - 2);
        double[] point = new double[1], gradient = new double[1];
        LineSearchResult result = new StrongWolfeLineSearch { Curvature = 0.5 }.Search(
            function, [0], [1], 0, [-1], firstStep, point, gradient);
        Assert.True(result.Success, $"{result}");
        Assert.InRange(Math.Abs(gradient[0]), 0, 0.5);
    }

    [Fact]
    public void A_direction_uphill_is_not_followed()
    {
        double[] point = new double[1], gradient = new double[1];
        LineSearchResult result = new StrongWolfeLineSearch().Search(
            Function.Of(x => x * x, x => 2 * x), [3], [1], 9, [6], 1, point, gradient);
        Assert.Equal(new LineSearchResult(0, 9, false), result);
        Assert.Equal((3, 6), (point[0], gradient[0]));
    }

    [Fact]
    public void Without_a_minimum_the_best_step_is_returned_as_a_failure()
    {
        double[] point = new double[1], gradient = new double[1];
        var search = new StrongWolfeLineSearch { MaxEvaluations = 7 };
        Function function = Function.Of(x => -x, _ => -1);
        LineSearchResult result = search.Search(function, [0], [1], 0, [-1], 1, point, gradient);
        Assert.False(result.Success);
        Assert.Equal((4096, -4096, 4096), (result.Step, result.Value, point[0]));
    }

    [Fact]
    public void A_gradient_of_the_wrong_sign_finds_no_step()
    {
        LineSearchResult result = new StrongWolfeLineSearch().Search(
            Function.Of(x => x * x, x => -2 * x), [3], [1], 9, [-6], 1, new double[1], new double[1]);
        Assert.Equal(new LineSearchResult(0, 9, false), result);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("SufficientDecrease", () => new StrongWolfeLineSearch { SufficientDecrease = 0 });
        Refuses.Argument("SufficientDecrease", () => new StrongWolfeLineSearch { SufficientDecrease = double.NaN });
        Refuses.Argument("Curvature", () => new StrongWolfeLineSearch { Curvature = 1 });
        Refuses.Argument("MaxEvaluations", () => new StrongWolfeLineSearch { MaxEvaluations = 0 });
        Refuses.Argument("firstStep", () => Search(1, 0, 1));
        Refuses.Argument("direction", () => Search(2, 1, 1));
        Refuses.Argument("point", () => Search(1, 1, 2));
        Assert.Throws<InvalidOperationException>(
            () => new StrongWolfeLineSearch { SufficientDecrease = 0.5, Curvature = 0.4 }.Search(
                Function.Of(x => x, _ => 1), [0], [-1], 0, [1], 1, new double[1], new double[1]));

        static object Search(int directions, double step, int points) => new StrongWolfeLineSearch().Search(
            Function.Of(x => x, _ => 1), [0], new double[directions], 0, [1], step, new double[points], new double[1]);
    }

    private static double Bend(double a) =>
        a <= 0.99 ? 1 - a : a >= 1.01 ? a - 1 : (Math.Pow(a - 1, 2) / 0.02) + 0.005;

    private static double BendSlope(double a) => a <= 0.99 ? -1 : a >= 1.01 ? 1 : (a - 1) / 0.01;
}
