using System.Numerics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Dynamics;

public sealed class Lorenz63PropagatorTests
{
    private static readonly Lorenz63 Model = new();

    [Fact]
    public void Converges_with_order_four()
    {
        double order = OrderOfConvergence.Measure((dt, steps) =>
        {
            double[] x = [1.5, -1.5, 25];
            Model.DoublePrecision.IntegrateEnsemble(x, 1, dt, steps);
            return x;
        });
        Assert.InRange(order, 3.9, 4.1);
    }

    [Theory]
    [InlineData(10, 28, 8.0 / 3)]
    [InlineData(8, 35, 2)]
    public void Agrees_with_the_generic_scheme(double sigma, double rho, double beta)
    {
        IPropagator<double> model = new Lorenz63(sigma, rho, beta).DoublePrecision;
        var scheme = new RungeKutta(ButcherTableau.RungeKutta4, new Lorenz63Field(sigma, rho, beta));
        double[] x = [1.5, -1.5, 25], states = new double[5 * 3];
        model.Integrate(x, 0.01, states);
        for (int t = 0; t < 5; t++)
        {
            scheme.Step(x, 0.01, x);
            for (int c = 0; c < 3; c++)
                CloseAssert.Relative(x[c], states[(t * 3) + c], 1e-12, $"step {t}, component {c}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    [InlineData(16)]
    public void The_tangent_and_the_adjoint_of_a_step_agree_with_the_generic_scheme_s(int count)
    {
        IPropagator<double> model = Model.DoublePrecision;
        var scheme = new RungeKutta(ButcherTableau.RungeKutta4, new Lorenz63Field());
        double[] x = [3, -7, 31], tangents = Numbers.Normal(count, 3 * count), adjoints = [.. tangents];
        double[] before = [.. tangents], expected = new double[3];
        model.TangentStep(x, 0.05, tangents, count);
        model.AdjointStep(x, 0.05, adjoints, count);
        for (int i = 0; i < count; i++)
        {
            double[] column = [before[i], before[count + i], before[(2 * count) + i]];
            scheme.Tangent(x, 0.05, column, expected);
            CloseAssert.Absolute(expected, [tangents[i], tangents[count + i], tangents[(2 * count) + i]], 1e-13, $"tangent {i}");
            scheme.Adjoint(x, 0.05, column, expected);
            CloseAssert.Absolute(expected, [adjoints[i], adjoints[count + i], adjoints[(2 * count) + i]], 1e-13, $"adjoint {i}");
        }
    }

    [Fact]
    public void Columns_of_another_length_are_refused()
    {
        Assert.Throws<ArgumentException>("directions", () => Model.DoublePrecision.TangentStep([1, 2, 3], 0.01, new double[5], 2));
        Assert.Throws<ArgumentException>("weights", () => Model.DoublePrecision.AdjointStep([1, 2, 3], 0.01, new double[6], 1));
        Assert.Throws<ArgumentException>("state", () => Model.DoublePrecision.TangentStep([1, 2], 0.01, new double[6], 2));
    }

    [Fact]
    public void The_field_is_Lorenz_s_equations()
    {
        // At (1, 2, 3): 10 (2 - 1), 1 (28 - 3) - 2, 1 * 2 - 8/3 * 3.
        var derivative = new double[3];
        ((IVectorField<double>)Model.DoublePrecision).Evaluate([1, 2, 3], derivative);
        CloseAssert.Absolute([10, 23, -6], derivative, 1e-14);
        var single = new float[3];
        ((IVectorField<float>)Model.SinglePrecision).Evaluate([1, 2, 3], single);
        CloseAssert.Absolute([10, 23, -6], single, 1e-6);
    }

    [Fact]
    public void A_member_of_an_ensemble_has_the_bits_of_the_single_trajectory() =>
        CheckEnsembles(Model.SinglePrecision, [.. Numbers.Normal(1, 600).Select(v => (float)(8 * v))], 0.01f);

    [Fact]
    public void A_member_of_an_ensemble_has_the_bits_of_the_single_trajectory_in_double() =>
        CheckEnsembles(Model.DoublePrecision, [.. Numbers.Normal(1, 600).Select(v => 8 * v)], 0.01);

    [Fact]
    public void The_fixed_point_stays_where_it_is()
    {
        double[] fixedPoint = Model.FixedPoint();
        CloseAssert.Absolute([Math.Sqrt(72), Math.Sqrt(72), 27], fixedPoint, 1e-14);
        double[] x = [.. fixedPoint, 0, 0, 0];
        // Two members, component by component: the fixed point and the origin.
        double[] ensemble = [x[0], x[3], x[1], x[4], x[2], x[5]];
        Model.DoublePrecision.IntegrateEnsemble(ensemble, 2, 0.01, 100);
        CloseAssert.Absolute([x[0], 0, x[1], 0, x[2], 0], ensemble, 1e-12);
    }

    [Fact]
    public void Integrating_may_start_inside_its_destination()
    {
        float[] states = new float[4 * 3], expected = new float[4 * 3];
        (states[9], states[10], states[11]) = (1, 2, 25);
        Model.SinglePrecision.Integrate([1, 2, 25], 0.01f, expected);
        Model.SinglePrecision.Integrate(states.AsSpan(9, 3), 0.01f, states);
        BitwiseAssert.Equal<float>(expected, states);
    }

    [Fact]
    public void Long_ensembles_are_cut_into_blocks_without_a_trace()
    {
        const int members = 700;
        float[] all = [.. Numbers.Normal(2, 3 * members).Select(v => (float)(8 * v))];
        float[] first = [.. all[..10], .. all[members..(members + 10)], .. all[(2 * members)..((2 * members) + 10)]];
        Model.SinglePrecision.IntegrateEnsemble(all, members, 0.01f, 30);
        Model.SinglePrecision.IntegrateEnsemble(first, 10, 0.01f, 30);
        BitwiseAssert.Equal<float>(first.AsSpan(0, 10), all.AsSpan(0, 10));
        BitwiseAssert.Equal<float>(first.AsSpan(20, 10), all.AsSpan(2 * members, 10));
    }

    [Theory]
    [InlineData(5, 2)]
    [InlineData(7, 2)]
    [InlineData(0, 1)]
    public void An_ensemble_of_another_size_is_refused(int length, int members) => Refuses.Argument(
        "ensemble", () => Model.SinglePrecision.IntegrateEnsemble(new float[length], members, 0.01f, 1));

    [Fact]
    public void A_negative_number_of_members_is_refused() => Refuses.Argument(
        "members", () => Model.SinglePrecision.IntegrateEnsemble([], -1, 0.01f, 1));

    [Fact]
    public void An_ensemble_of_nobody_is_left_alone()
    {
        Exception? thrown = Record.Exception(() => Model.SinglePrecision.IntegrateEnsemble([], 0, 0.01f, 5));
        Assert.Null(thrown);
    }

    private static void CheckEnsembles<T>(IPropagator<T> model, T[] initial, T dt)
        where T : unmanaged, INumber<T>
    {
        const int steps = 25;
        for (int members = 1; members <= 70; members++)
        {
            var ensemble = new T[3 * members];
            for (int i = 0; i < members; i++)
            {
                for (int c = 0; c < 3; c++)
                    ensemble[(c * members) + i] = initial[(3 * i) + c];
            }

            model.IntegrateEnsemble(ensemble, members, dt, steps);
            var states = new T[3 * steps];
            for (int i = 0; i < members; i++)
            {
                model.Integrate(initial.AsSpan(3 * i, 3), dt, states);
                BitwiseAssert.Equal<T>(states.AsSpan(3 * (steps - 1), 3),
                    [ensemble[i], ensemble[members + i], ensemble[(2 * members) + i]], $"member {i} of {members}");
            }
        }
    }
}
