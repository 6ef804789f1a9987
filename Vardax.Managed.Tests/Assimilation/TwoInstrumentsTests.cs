using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Variational;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class TwoInstrumentsTests
{
    private static readonly ProblemGenerator Generator = new(TwoInstruments.Settings);

    public static TheoryData<int> Keys => new(0, 1, 2);

    private static AssimilationProblem Problem(int key, MissingObservations? missing = null) =>
        new ProblemGenerator(TwoInstruments.Settings, missing).Generate(RandomKey.FromSeed((ulong)key));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Strong_4dvar_is_the_closed_form(int key)
    {
        AssimilationProblem problem = Problem(key, key == 0 ? null : new MissingValues(2));
        (double[] mean, double[] std, _) = TwoInstruments.Posterior(problem);
        LaplaceApproximation posterior = new StrongFourDVar(
            TwoInstruments.Settings, new Gaussian(TwoInstruments.Mean, new DiagonalCovariance(TwoInstruments.Std))).Solve(problem);
        CloseAssert.Absolute(mean, posterior.Mean, 1e-9);
        CloseAssert.Absolute(std, posterior.StandardDeviation, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_linear_estimate_is_the_closed_form_up_to_the_simulated_moments(int key)
    {
        const int count = 40_000;
        AssimilationProblem problem = Problem(key, key == 0 ? null : new MissingValues(2));
        (double[] mean, double[] std, _) = TwoInstruments.Posterior(problem);
        LinearEstimator linear = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(7), count).Linear;
        float[] found = new float[16], deviation = new float[16];
        Assert.True(linear.Analyze(problem, found, deviation).IsUsable);
        Assert.Equal((16, 16, 6), (linear.Entries, linear.ObservationEntries, linear.ObservedEntries));
        double prior = TwoInstruments.Std[0];
        for (int e = 0; e < 16; e++)
        {
            CloseAssert.Absolute(mean[e], found[e], 5 * prior / Math.Sqrt(count), $"mean {e}");
            CloseAssert.Absolute(std[e], deviation[e], 5 * prior / Math.Sqrt(count), $"std {e}");
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void The_oracle_is_the_closed_form_up_to_its_sample_and_so_is_its_evidence(int key)
    {
        AssimilationProblem problem = Problem(key);
        (double[] mean, double[] std, double evidence) = TwoInstruments.Posterior(problem);
        OracleResult oracle = new ImportanceSamplingOracle(Generator, RandomKey.FromSeed(8), 200_000).Analyze(problem);
        double size = Math.Sqrt(oracle.EffectiveSampleSize);
        Assert.InRange(size, 60, 450);
        for (int e = 0; e < 16; e++)
        {
            CloseAssert.Absolute(mean[e], oracle.Mean[e], 5 * std[e] / size, $"mean {e}");
            CloseAssert.Absolute(std[e], oracle.StandardDeviation[e], 5 * std[e] / size, $"std {e}");
        }

        CloseAssert.Absolute(evidence, oracle.LogEvidence, 5 / size);
    }

    [Fact]
    public void Derivatives_of_the_estimate_by_differences_are_the_gain()
    {
        AssimilationProblem problem = Problem(3);
        LinearEstimator linear = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(7), 2000).Linear;
        double[] exact = new double[16], differences = new double[16];
        float[] direction = [.. Numbers.Normal(1, 16).Select(x => (float)x)];
        linear.MeanTangent(problem, direction, exact);
        new FiniteDifferenceMeanJacobian(linear).MeanTangent(problem, direction, differences);
        CloseAssert.Absolute(exact, differences, 1e-3);
    }

    [Fact]
    public void The_units_of_a_control_are_the_closed_form_up_to_the_simulated_moments()
    {
        const int count = 40_000;
        ControlStandardization units = ControlStandardization.Estimate(Generator, RandomKey.FromSeed(7), count);
        AssimilationProblem problem = Problem(4);
        (double[] mean, double[] std, _) = TwoInstruments.Posterior(problem);
        double[] departures = new double[6], estimate = new double[2];
        float[] values = [.. units.Observed.ToArray().Select(e => problem.Observations[e])], ones = [1, 1, 1, 1, 1, 1];
        units.Depart(values, ones, departures, new float[6]);
        units.Estimate(departures, estimate);
        CloseAssert.Absolute([mean[0], mean[1]], estimate, 5 * 1.5 / Math.Sqrt(count));
        CloseAssert.Absolute(std[0], units.Factor[0], 0.05 * std[0]);
        CloseAssert.Absolute(std[1], Math.Sqrt((units.Factor[2] * units.Factor[2]) + (units.Factor[3] * units.Factor[3])), 0.05 * std[1]);
    }

    [Fact]
    public void Inputs_of_a_network_are_observed_values_in_their_own_units()
    {
        SimulatedPrior prior = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(7), 20_000);
        Standardization units = new(prior, TwoInstruments.Settings.Observing);
        (double[] H, double R)[] rows = TwoInstruments.Observed([.. Enumerable.Repeat(1f, 16)]);
        float[] y = [.. Numbers.Normal(2, 16).Select(x => (float)x)], inputs = new float[16];
        units.StandardizeObservations(y, [.. Enumerable.Repeat(1f, 16)], inputs);
        for (int e = 0; e < 16; e++)
        {
            (double[] h, double r) = rows[e];
            double center = (h[0] * 2) - h[1], scale = Math.Sqrt(Math.Pow(1.5 * h[0], 2) + Math.Pow(0.4 * h[1], 2) + (r * r));
            CloseAssert.Absolute((y[e] - center) / scale, inputs[e], 0.06);
        }
    }

    [Fact]
    public void Observations_by_time_see_the_instruments_of_that_time()
    {
        IReadOnlyList<WindowObservation> observations = WindowObservation.Of(Problem(0));
        Assert.Equal([0, 1, 2, 4, 7], observations.Select(o => o.Step));
        Assert.Equal([1, -1], Assert.IsType<LinearOperator>(observations[0].Operator).Matrix.ToArray());
        Assert.Equal([1, 1, 1, -1], Assert.IsType<LinearOperator>(observations[4].Operator).Matrix.ToArray());
        Assert.Equal([0.25, 0, 0, 1.44], observations[4].Errors.ToMatrix().Select(v => Math.Round(v, 12)));
    }

    [Fact]
    public void The_rows_of_a_nonlinear_operator_are_some_of_its_values_and_derivatives()
    {
        IObservationOperator whole = new NonlinearOperator(3), rows = whole.Rows(2, 0);
        double[] state = [0.3, -1.2, 0.8], direction = [1, 2, -0.5], all = new double[3], some = new double[2];
        whole.Apply(state, all);
        rows.Apply(state, some);
        Assert.Equal([all[2], all[0]], some);
        whole.Tangent(state, direction, all);
        rows.Tangent(state, direction, some);
        Assert.Equal([all[2], all[0]], some);
        double[] adjoint = new double[3];
        rows.Adjoint(state, [0.7, -0.2], adjoint);
        CloseAssert.Absolute(GradientCheck.Dot(some, [0.7, -0.2]), GradientCheck.Dot(adjoint, direction), 1e-12);
        rows.Rows(1).Apply(state, some.AsSpan(0, 1));
        whole.Apply(state, all);
        Assert.Equal(all[0], some[0]);
    }
}
