using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class ButcherTableauTests
{
    [Fact]
    public void The_classical_scheme_satisfies_the_eight_conditions_of_order_four()
    {
        // Hairer, Norsett and Wanner I, table II.2.1.
        (double[] sums, double[] targets) = Conditions(ButcherTableau.RungeKutta4);
        CloseAssert.Absolute(targets, sums, 1e-15);
        Assert.Equal(4, ButcherTableau.RungeKutta4.Order);
        Assert.Equal(4, ButcherTableau.RungeKutta4.Stages);
    }

    [Fact]
    public void The_conditions_tell_a_scheme_of_lower_order()
    {
        // Heun's third-order scheme: the first four hold, those of order four do not.
        var heun = new ButcherTableau(3, [[], [1 / 3.0], [0, 2 / 3.0]], [0.25, 0, 0.75], [0, 1 / 3.0, 2 / 3.0]);
        (double[] sums, double[] targets) = Conditions(heun);
        CloseAssert.Absolute(targets.AsSpan(0, 4), sums.AsSpan(0, 4), 1e-15);
        Assert.Contains(targets.Zip(sums, (t, s) => Math.Abs(t - s)).Skip(4), error => error > 1e-3);
    }

    [Fact]
    public void A_row_that_does_not_sum_to_its_time_is_refused() =>
        Refuses.Argument("a", () => new ButcherTableau(2, [[], [0.5]], [0, 1], [0, 0.4]));

    [Fact]
    public void A_first_stage_that_is_not_at_the_start_is_refused() =>
        Refuses.Argument("a", () => new ButcherTableau(1, [[]], [1], [0.1]));

    [Fact]
    public void Weights_that_do_not_sum_to_one_are_refused() =>
        Refuses.Argument("b", () => new ButcherTableau(2, [[], [0.5]], [0.1, 1], [0, 0.5]));

    [Fact]
    public void Coefficients_that_are_not_numbers_are_refused()
    {
        Refuses.Argument("a", () => new ButcherTableau(2, [[], [double.NaN]], [0, 1], [0, double.NaN]));
        Refuses.Argument("b", () => new ButcherTableau(1, [[]], [double.NaN], [0]));
    }

    [Fact]
    public void Rows_of_the_wrong_shape_are_refused()
    {
        Refuses.Argument("a", () => new ButcherTableau(2, [[], [0.25, 0.25]], [0, 1], [0, 0.5]));
        Refuses.Argument("a", () => new ButcherTableau(2, [[]], [0, 1], [0, 0.5]));
        Refuses.Argument("a", () => new ButcherTableau(2, [[], [0.5]], [0, 1], [0]));
        Refuses.Argument("a", () => new ButcherTableau(1, [], [], []));
        Refuses.Argument("order", () => new ButcherTableau(0, [[]], [1], [0]));
    }

    private static (double[] Sums, double[] Targets) Conditions(ButcherTableau t)
    {
        double[] c = [.. t.C], c2 = [.. c.Select(x => x * x)];
        double[] ac = Apply(t, c), ac2 = Apply(t, c2), aac = Apply(t, ac);
        double B(Func<int, double> f) => Enumerable.Range(0, t.Stages).Sum(i => t.B[i] * f(i));
        return (
            [
                B(_ => 1), B(i => c[i]), B(i => c2[i]), B(i => ac[i]), B(i => c2[i] * c[i]), B(i => c[i] * ac[i]), B(i => ac2[i]),
                B(i => aac[i]),
            ],
            [1, 1 / 2.0, 1 / 3.0, 1 / 6.0, 1 / 4.0, 1 / 8.0, 1 / 12.0, 1 / 24.0]);
    }

    private static double[] Apply(ButcherTableau t, double[] x) =>
        [.. t.A.Select(row => row.Select((a, j) => a * x[j]).Sum())];
}
