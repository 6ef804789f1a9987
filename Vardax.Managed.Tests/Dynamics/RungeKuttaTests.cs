using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class RungeKuttaTests
{
    private static readonly Lorenz63Field Field = new();

    [Fact]
    public void Converges_with_order_four()
    {
        var scheme = new RungeKutta(ButcherTableau.RungeKutta4, Field);
        Assert.InRange(OrderOfConvergence.Measure((dt, steps) => Run(scheme, dt, steps)), 3.9, 4.1);
    }

    [Fact]
    public void The_measurement_tells_a_scheme_of_order_two()
    {
        var midpoint = new ButcherTableau(2, [[], [0.5]], [0, 1], [0, 0.5]);
        var scheme = new RungeKutta(midpoint, Field);
        Assert.InRange(OrderOfConvergence.Measure((dt, steps) => Run(scheme, dt, steps)), 1.8, 2.2);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.7)]
    [InlineData(2.0)]
    public void A_step_of_a_linear_equation_is_its_Taylor_polynomial(double dt)
    {
        // x' = A x: the step is (1 + z + z^2/2 + z^3/6 + z^4/24) x with z = A dt.
        var scheme = new RungeKutta(ButcherTableau.RungeKutta4, new Diagonal());
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
        var scheme = new RungeKutta(ButcherTableau.RungeKutta4, Field);
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

    private static double[] Run(RungeKutta scheme, double dt, int steps)
    {
        double[] x = [1.5, -1.5, 25];
        for (int i = 0; i < steps; i++)
            scheme.Step(x, dt, x);
        return x;
    }

    private sealed class Diagonal : IDifferentiableField
    {
        public int Dimension => 2;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> derivative) =>
            (derivative[0], derivative[1]) = (0.8 * x[0], -1.3 * x[1]);

        public void Tangent(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> result) => Evaluate(direction, result);

        public void Adjoint(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> result) => Evaluate(weights, result);
    }
}
