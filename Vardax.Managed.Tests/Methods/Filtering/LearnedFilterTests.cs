using Vardax.Managed.Assimilation;
using Vardax.Managed.Cycling;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

/// <summary>Filters with a trained network, here one that says what a test wants.</summary>
public sealed class LearnedFilterTests
{
    private static readonly Lorenz63 Model = new();

    [Fact]
    public void With_a_linear_model_the_polished_filter_is_the_Kalman_filter_whatever_the_guess()
    {
        var linear = new LinearCase(3, 2);
        var filter = new PolishedFilter(linear.System, new() { AdditiveVariance = 0, Guess = Guess(linear.System, 2, [1000, -1000, 1000]) });
        for (int update = 0; update < 6; update++)
        {
            filter.ForecastSteps(1);
            linear.Forecast();
            filter.Update(linear.Values(update));
            (_, double chi, double log) = linear.Update(linear.Values(update), 0, 1);
            linear.AssertSame(filter, 1e-8);
            CloseAssert.Absolute(chi, filter.Innovation.ChiSquare, 1e-8);
            CloseAssert.Absolute(log, filter.Innovation.LogEvidence, 1e-8);
        }
    }

    [Fact]
    public void The_guess_leads_to_the_lower_minimum_that_the_background_s_mean_misses()
    {
        // x^2 + x^3 / 10 = 4.8 at 2 and at -2.55, seen from a background N(-0.2, 4).
        var still = new DynamicalSystem("still", ["x"], x => [x[0]], new() { IsMap = true });
        var system = new StateSpaceModel(still, 1, InitialDistribution.Normal([-0.2], 2),
            new ObservingSystem([new Instrument("y", new NormalError(0.1), new RegularSteps(1))], new Cubic()));
        static double After(Filter filter)
        {
            filter.ForecastSteps(1);
            filter.Update([4.8]);
            var mean = new double[1];
            filter.Mean(mean);
            return Math.Round(mean[0], 1);
        }

        Assert.Equal(-2.5, After(new StrongFourDVarFilter(system)));
        Assert.Contains(2.0, Enumerable.Range(0, 10).Select(seed => After(new StrongFourDVarFilter(system, new() { Starts = 20, Key = RandomKey.FromSeed((ulong)seed) }))));
        Assert.Equal(2.0, After(new PolishedFilter(system, new() { Guess = Guess(system, 1, [2.5]) })));
        Assert.Equal(-2.5, After(new PolishedFilter(system, new() { Guess = Guess(system, 1, [-2.5]) })));
        Assert.Equal(-2.5, After(new PolishedFilter(system, new() { Guess = Guess(system, 1, [double.NaN]) })));
    }

    [Fact]
    public void The_network_sees_the_last_observations_of_its_window_and_its_center_is_carried_to_the_last_update()
    {
        StateSpaceModel system = Lorenz();
        var spy = new PointPosterior([1, 2, 20]);
        var filter = new PolishedFilter(system, new() { Guess = Guess(system, 20, spy, 10) });
        for (int update = 0; update < 4; update++)
        {
            filter.ForecastSteps(10);
            filter.Update([update, 10 + update, 20 + update]);
        }

        // Windows of steps 0, 10 and 20: the first two updates do not fill one.
        Assert.Equal(2, spy.Seen.Count);
        float[] seen = new float[63], mask = new float[63];
        for (int i = 0; i < 3; i++)
        {
            for (int c = 0; c < 3; c++)
                (seen[(30 * i) + c], mask[(30 * i) + c]) = ((10 * c) + i + 1, 1);
        }

        Assert.Equal(seen, spy.Seen[1].Observations);
        Assert.Equal(mask, spy.Seen[1].Mask);
    }

    [Fact]
    public void The_amortized_filter_has_the_moments_of_the_network_s_draws()
    {
        StateSpaceModel system = Lorenz();
        var network = new PointPosterior([1, 2, 20], 0.5);
        var filter = new AmortizedFilter(system, new() { Guess = Guess(system, 10, network, 10) });
        filter.ForecastSteps(10);
        filter.Update([1, 2, 20]);
        double[] before = new double[3], after = new double[3], covariance = new double[9];
        filter.Mean(before);
        filter.ForecastSteps(10);
        filter.Update([1, 2, 20]);
        filter.Mean(after);
        filter.Covariance(covariance);
        Assert.NotEqual([1, 2, 20], before.Select(x => Math.Round(x)));
        CloseAssert.Absolute([1, 2, 20], after, 0.15);
        CloseAssert.Absolute([0.25, 0, 0, 0, 0.25, 0, 0, 0, 0.25], covariance, 0.08);
    }

    [Fact]
    public void A_polished_filter_that_has_lost_the_truth_starts_again_from_the_network()
    {
        StateSpaceModel system = Lorenz();
        var network = new PointPosterior([8, 9, 25], 0.5);
        var filter = new PolishedFilter(system, new() { Guess = Guess(system, 10, network, 10) });
        double[] mean = new double[3], std = new double[3];
        for (int update = 0; update < 3; update++)
        {
            filter.ForecastSteps(10);
            filter.Mean(mean);
            filter.Update(update < 2 ? mean : [mean[0] + 60, mean[1] - 60, mean[2] + 60]);
        }

        filter.Mean(mean);
        filter.Std(std);
        CloseAssert.Absolute([8, 9, 25], mean, 0.15);
        CloseAssert.Absolute([0.5, 0.5, 0.5], std, 0.08);
        Assert.True(filter.Innovation.ChiSquare > 3 + (8 * Math.Sqrt(6)), $"{filter.Innovation.ChiSquare}");
        Assert.True(filter.Status.IsUsable);
    }

    [Fact]
    public void In_a_nonlinear_cycle_importance_sampling_is_better_than_the_minimum()
    {
        StateSpaceModel system = CycleExperiments.Sakov2012.System;
        CycleRow Row(string method) =>
            new(FilterMethod.Find(method)!, new() { Guess = Guess(system, 25, [0, 0, 25], 25) });
        CycleExperiment experiment = CycleExperiments.Sakov2012 with { Cycles = 1500, Rows = [Row("strong_4dvar"), Row("polished")] };
        IReadOnlyList<CycleResult> results = experiment.Run();
        Assert.True(results[1].RmseA.Value < 0.98 * results[0].RmseA.Value, $"{results[1].RmseA.Value} and {results[0].RmseA.Value}");
        Assert.True(results[1].CrpsA.Value < 0.98 * results[0].CrpsA.Value);
    }

    [Fact]
    public void A_network_for_another_system_or_cycle_is_refused_and_the_message_says_what_is_required()
    {
        StateSpaceModel system = Lorenz();
        Refuses.Argument("Guess", () => new PolishedFilter(system));
        Refuses.Argument("Guess", () => new AmortizedFilter(system));
        LearnedGuess guess = Guess(system, 20, [1, 2, 20], 10);
        AssertRefused("steps of 0.01", new StateSpaceModel(Model, 0.02, system.Initial, system.Observing));
        AssertRefused("an error of x", new StateSpaceModel(Model, 0.01, system.Initial, ObservingSystem.OfComponents(Model, 2)));
        AssertRefused("of Lorenz-63", new StateSpaceModel(new Lorenz63(9), 0.01, system.Initial, system.Observing));
        // Some of the components, each with the network's error, is the network's system with the others missing.
        var selected = new ObservingSystem([new Instrument("z", new NormalError(1), new RegularSteps(1))], new SelectionOperator(3, [2]));
        Assert.Equal([2], guess.Places(new StateSpaceModel(Model, 0.01, system.Initial, selected)));
        guess.RequireCycle(10);
        foreach (int every in new[] { 5, 20, 7, 30 })
        {
            var failure = Assert.Throws<ArgumentException>("every", () => guess.RequireCycle(every));
            Assert.StartsWith($"The model test has windows of 20 steps, observed at steps 0, 10, 20; expected windows of one or more times {every} steps",
                failure.Message, StringComparison.Ordinal);
        }

        void AssertRefused(string fault, StateSpaceModel other)
        {
            var failure = Assert.Throws<ArgumentException>("Guess", () => new PolishedFilter(other, new() { Guess = guess }));
            Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        }
    }

    private static StateSpaceModel Lorenz() =>
        new(Model, 0.01, InitialDistribution.Normal([1.509, -1.531, 25.46], 1.4), ObservingSystem.OfComponents(Model, 1));

    private static LearnedGuess Guess(StateSpaceModel system, int steps, double[] center, int every = 1) =>
        Guess(system, steps, new PointPosterior(center), every);

    private static LearnedGuess Guess(StateSpaceModel system, int steps, PointPosterior posterior, int every) => new("test",
        new ProblemSettings
        {
            Model = system.Model, Dt = system.Dt, Initial = system.Initial, WindowSteps = steps, TotalSteps = steps,
            Observing = new ObservingSystem(
                [.. system.Observing.Instruments.Select(i => new Instrument(i.Name, i.Error, new RegularSteps(every)))], system.Observing.Operator),
        },
        () => posterior, system.StateDimension == 1 ? 0.5 : 0);

    /// <summary>The same state whatever is observed; draws scatter about it.</summary>
    private sealed class PointPosterior(double[] center, double std = 0) : IInitialStatePosterior
    {
        private (float[] Observations, float[] Mask) last;

        public List<(float[] Observations, float[] Mask)> Seen { get; } = [];

        public string Name => "point";

        public void Center(Span<double> state)
        {
            Seen.Add(last);
            center.CopyTo(state);
        }

        public AnalysisStatus Condition(ObservedWindow problem)
        {
            last = ([.. problem.Observations], [.. problem.Mask]);
            return AnalysisStatus.Ok;
        }

        public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) => AnalysisStatus.Ok;

        public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation) => AnalysisStatus.Ok;

        public AnalysisStatus Sample(RandomKey key, Span<float> samples)
        {
            RandomDraws.Normal(key, samples);
            for (int i = 0; i < samples.Length; i++)
                samples[i] = (float)(center[i % center.Length] + (std * samples[i]));
            return AnalysisStatus.Ok;
        }

        public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs) => AnalysisStatus.Ok;

        public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates) => false;
    }
}
