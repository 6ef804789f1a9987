using Vardax.Managed.Dynamics;
using Vardax.Managed.Expressions;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;
using static Vardax.Managed.Expressions.Functions;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class DynamicalSystemTests
{
    public static TheoryData<string> Names => [.. SystemCatalogue.Systems.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_the_contract_of_a_propagator(string name)
    {
        (Func<DynamicalSystem> create, double[] state, double dt) = SystemCatalogue.Systems[name];
        PropagatorTestResult result = PropagatorTest.Run(create, state, dt);
        // A map has no way back.
        string[] faults = [.. result.Items.Where(item => !item.Passes && !(item.Name == "negative dt" && create().Options.IsMap))
            .Select(item => $"{item.Name}: {item.Message}")];
        Assert.Empty(faults);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_as_the_equations_do_in_plain_code(string name)
    {
        (Func<DynamicalSystem> create, double[] state, double dt) = SystemCatalogue.Systems[name];
        DynamicalSystem system = create();
        var found = new double[state.Length];
        system.DoublePrecision.Integrate(state, dt, found);
        double[] expected = SystemCatalogue.PlainStep(name, state, dt);
        CloseAssert.Absolute(expected, found, 1e-13 * expected.Max(Math.Abs), name);
    }

    [Fact]
    public void Lorenz_63_from_expressions_is_the_hand_written_one()
    {
        var hand = new Lorenz63();
        DynamicalSystem graph = SystemCatalogue.Lorenz63();
        const int steps = 100;
        float[] start = [1.5f, -1.5f, 25], byHand = new float[3 * steps], byGraph = new float[3 * steps];
        hand.SinglePrecision.Integrate(start, 0.01f, byHand);
        graph.SinglePrecision.Integrate(start, 0.01f, byGraph);
        double size = byHand.Max(Math.Abs);
        CloseAssert.Absolute(byHand, byGraph, 1e-6 * size);
        double[] x = [3, -7, 31];
        foreach (int count in (int[])[1, 3, 16])
        {
            double[] tangents = Numbers.Normal(count, 3 * count), adjoints = [.. tangents];
            double[] tangentsFound = [.. tangents], adjointsFound = [.. tangents];
            hand.DoublePrecision.TangentStep(x, 0.05, tangents, count);
            graph.DoublePrecision.TangentStep(x, 0.05, tangentsFound, count);
            CloseAssert.Absolute(tangents, tangentsFound, 1e-12, "tangent");
            hand.DoublePrecision.AdjointStep(x, 0.05, adjoints, count);
            graph.DoublePrecision.AdjointStep(x, 0.05, adjointsFound, count);
            CloseAssert.Absolute(adjoints, adjointsFound, 1e-12, "adjoint");
        }
    }

    [Fact]
    public void The_order_of_convergence_is_the_scheme_s()
    {
        foreach (ButcherTableau scheme in (ButcherTableau[])[ButcherTableau.Euler, ButcherTableau.Midpoint, ButcherTableau.RungeKutta4])
        {
            var system = new DynamicalSystem("decay", ["x"], x => [x[0] * Cos(x.Time)],
                new DynamicalSystemOptions { Scheme = scheme, NominalStep = 0.1 });
            double Error(int steps)
            {
                // x = exp(sin t), the clock counting steps of 0.1.
                var states = new double[2 * steps];
                system.DoublePrecision.Integrate([1, 0], 1.0 / steps, states);
                Assert.Equal(10, states[^1], 1e-12);
                return Math.Abs(states[^2] - Math.Exp(Math.Sin(1)));
            }

            double order = Math.Log2(Error(20) / Error(40));
            Assert.InRange(order, scheme.Order - 0.15, scheme.Order + 0.15);
        }
    }

    [Fact]
    public void Substeps_are_smaller_steps()
    {
        DynamicalSystem one = SystemCatalogue.Forced(substeps: 1), four = SystemCatalogue.Forced(substeps: 4);
        double[] found = new double[3], expected = new double[12];
        four.DoublePrecision.Integrate([1, 0.5, 3], 0.1, found);
        one.DoublePrecision.Integrate([1, 0.5, 3], 0.025, expected);
        CloseAssert.Absolute(expected.AsSpan(9), found, 1e-14);
    }

    [Fact]
    public void The_clock_counts_nominal_steps_exactly()
    {
        DynamicalSystem system = SystemCatalogue.Forced(substeps: 1);
        var states = new float[3 * 20_000];
        system.SinglePrecision.Integrate([1, 0, 0], 0.1f, states);
        Assert.Equal(20_000f, states[^1]);
        system.SinglePrecision.Integrate(states.AsSpan(^3), -0.1f, states);
        Assert.Equal(0f, states[^1]);
    }

    [Fact]
    public void Unknown_constants_stay_and_have_derivatives()
    {
        DynamicalSystem system = SystemCatalogue.LynxAndHare();
        Assert.Equal(["hare", "lynx", "alpha", "beta", "gamma", "delta"], system.Components);
        Assert.Equal(2, system.StateComponents);
        double[] state = [30, 4, 0.5, 0.025, 0.8, 0.024], next = new double[6];
        system.DoublePrecision.Integrate(state, 0.05, next);
        Assert.Equal(state[2..], next[2..]);
    }

    [Fact]
    public void Systems_of_the_same_equations_are_equal()
    {
        DynamicalSystem a = SystemCatalogue.Lorenz96(), b = SystemCatalogue.Lorenz96Text();
        Assert.NotEqual(a, SystemCatalogue.Lorenz63());
        Assert.Equal(a.Equations, b.Equations);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(SystemCatalogue.Forced(1), SystemCatalogue.Forced(2));
    }

    [Fact]
    public void Steps_allocate_nothing()
    {
        DynamicalSystem system = SystemCatalogue.Lorenz96();
        float[] ensemble = new float[40 * 100], states = new float[40 * 10], columns = new float[40 * 12];
        ensemble.AsSpan().Fill(1);
        Assert.Equal(0, Allocation.AfterWarmUp(() =>
        {
            system.SinglePrecision.IntegrateEnsemble(ensemble, 100, 0.01f, 2);
            system.SinglePrecision.Integrate(ensemble.AsSpan(0, 40), 0.01f, states);
            system.SinglePrecision.TangentStep(ensemble.AsSpan(0, 40), 0.01f, columns, 12);
            system.SinglePrecision.AdjointStep(ensemble.AsSpan(0, 40), 0.01f, columns, 12);
        }));
    }

    [Fact]
    public void An_instrument_sees_functions_of_the_state()
    {
        GraphFunction<double> instrument = SystemCatalogue.Forced(1).Function<double>(x => [x[0] * x["v"], x.Parse("sin(t)")]);
        var seen = new double[2];
        instrument.Evaluate([2, 3, 7], seen, 1);
        CloseAssert.Absolute([6, Math.Sin(0.7)], seen, 1e-15);
        GraphFunction<float> sites = SystemCatalogue.Lorenz96().Function<float>(x => [x[0][3], x[0][39] + x[0][0]]);
        float[] state = [.. Enumerable.Range(0, 40).Select(i => (float)i)], pair = new float[2];
        sites.Evaluate(state, pair, 1);
        Assert.Equal([3f, 39f], pair);
        float[] adjoint = new float[40];
        sites.Adjoint(state, [2, 5], adjoint, 1);
        float[] expected = new float[40];
        (expected[3], expected[39], expected[0]) = (2, 5, 5);
        Assert.Equal(expected, adjoint);
    }

    [Fact]
    public void Faults_are_named()
    {
        Refuses.Argument("equations", () => new DynamicalSystem("x", ["a", "b"], x => [x[0]]));
        Refuses.Argument("equations", () => new DynamicalSystem("x", ["a", "b[3]"], x => [x[1], x[1]]));
        Refuses.Argument("component", () => new DynamicalSystem("x", ["a[1]"], x => [x[0]]));
        Refuses.Argument("options", () => new DynamicalSystem("x", ["a"], x => [x.Time]));
        Refuses.Argument("name", () => new DynamicalSystem("x", ["a", "a"], x => [x[0], x[0]]));
        Refuses.Argument("name", () => new DynamicalSystem("x", ["sin"], x => [x[0]]));
        Refuses.Argument("components", () => new DynamicalSystem("x", ["clock"], x => [x[0]]));
        Refuses.Argument("outputs", () => SystemCatalogue.Lorenz63().Function<double>(x => [x.Time]));
        IPropagator<float> model = SystemCatalogue.Lorenz63().SinglePrecision;
        Refuses.Argument("ensemble", () => model.IntegrateEnsemble(new float[5], 2, 0.1f, 1));
        Refuses.Argument("members", () => model.IntegrateEnsemble([], -1, 0.1f, 1));
        Refuses.Argument("initial", () => model.Integrate(new float[2], 0.1f, new float[3]));
        Refuses.Argument("states", () => model.Integrate(new float[3], 0.1f, new float[4]));
        Refuses.Argument("directions", () => model.TangentStep(new float[3], 0.1f, new float[4], 1));
        Refuses.Argument("weights", () => model.AdjointStep(new float[3], 0.1f, new float[4], 1));
    }
}
