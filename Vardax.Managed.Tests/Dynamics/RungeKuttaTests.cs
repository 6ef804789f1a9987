using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class RungeKuttaTests
{
    private static readonly IVectorField<double> Field = (IVectorField<double>)new Lorenz63().DoublePrecision;

    [Fact]
    public void Converges_with_order_four()
    {
        var scheme = new RungeKutta<double>(ButcherTableau.RungeKutta4, Field);
        Assert.InRange(OrderOfConvergence.Measure((dt, steps) => Run(scheme, dt, steps)), 3.9, 4.1);
    }

    [Fact]
    public void The_measurement_tells_a_scheme_of_order_two()
    {
        var midpoint = new ButcherTableau(2, [[], [0.5]], [0, 1], [0, 0.5]);
        var scheme = new RungeKutta<double>(midpoint, Field);
        Assert.InRange(OrderOfConvergence.Measure((dt, steps) => Run(scheme, dt, steps)), 1.8, 2.2);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.7)]
    [InlineData(2.0)]
    public void A_step_of_a_linear_equation_is_its_Taylor_polynomial(double dt)
    {
        // x' = A x: the step is (1 + z + z^2/2 + z^3/6 + z^4/24) x with z = A dt.
        var scheme = new RungeKutta<double>(ButcherTableau.RungeKutta4, new LinearPropagator<double>([0.8, 0, 0, -1.3]));
        var next = new double[2];
        scheme.Step([1.5, -2], dt, next);
        double Growth(double z) => 1 + z + (z * z / 2) + (z * z * z / 6) + (z * z * z * z / 24);
        CloseAssert.Absolute([1.5 * Growth(0.8 * dt), -2 * Growth(-1.3 * dt)], next, 1e-14);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_tangent_and_the_adjoint_of_a_step_are_its_derivative(int seed)
    {
        const double dt = 0.05;
        var scheme = new RungeKutta<double>(ButcherTableau.RungeKutta4, Field);
        double[] x = [.. Numbers.Normal(seed, 3).Zip((double[])[1, 2, 25], (a, b) => (5 * a) + b)];
        double[] v = Numbers.Normal(seed + 10, 3), w = Numbers.Normal(seed + 20, 3);
        double[] tangent = new double[3], adjoint = new double[3];
        scheme.Tangent(x, dt, v, tangent);
        scheme.Adjoint(x, dt, w, adjoint);
        double WeightedStep(double[] state)
        {
            var next = new double[3];
            scheme.Step(state, dt, next);
            return GradientCheck.Dot(w, next);
        }

        Assert.InRange(GradientCheck.WorstError(WeightedStep, x, adjoint), 0, 1e-9);
        CloseAssert.Absolute(GradientCheck.Directional(WeightedStep, x, v), GradientCheck.Dot(tangent, w), 1e-8);
        CloseAssert.Absolute(GradientCheck.Dot(tangent, w), GradientCheck.Dot(v, adjoint), 1e-12);
    }

    [Fact]
    public void Results_may_overwrite_arguments()
    {
        var scheme = new RungeKutta<double>(ButcherTableau.RungeKutta4, Field);
        double[] x = [1, 2, 25], v = [0.3, -0.2, 0.5], expected = new double[3];
        scheme.Step(x, 0.01, expected);
        double[] moved = [.. x];
        scheme.Step(moved, 0.01, moved);
        Assert.Equal(expected, moved);

        scheme.Tangent(x, 0.01, v, expected);
        double[] direction = [.. v];
        scheme.Tangent(x, 0.01, direction, direction);
        Assert.Equal(expected, direction);

        scheme.Adjoint(x, 0.01, v, expected);
        double[] weights = [.. v];
        scheme.Adjoint(x, 0.01, weights, weights);
        Assert.Equal(expected, weights);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        var scheme = new RungeKutta<double>(ButcherTableau.RungeKutta4, Field);
        double[] x = [1, 2, 25], v = [1, 1, 1];
        Assert.Equal(0, Allocation.AfterWarmUp(() =>
        {
            scheme.Step(x, 0.01, x);
            scheme.Tangent(x, 0.01, v, v);
            scheme.Adjoint(x, 0.01, v, v);
        }));
    }

    private static double[] Run(RungeKutta<double> scheme, double dt, int steps)
    {
        double[] x = [1.5, -1.5, 25];
        for (int i = 0; i < steps; i++)
            scheme.Step(x, dt, x);
        return x;
    }
}
