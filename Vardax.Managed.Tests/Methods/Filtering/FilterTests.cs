using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

/// <summary>What every filter does alike.</summary>
public sealed class FilterTests
{
    private static readonly Lorenz63 Model = new();

    private static readonly StateSpaceModel Lorenz = new(
        Model, 0.01, InitialDistribution.Normal([1.509, -1.531, 25.46], 1.4), ObservingSystem.OfComponents(Model, 1));

    private static readonly FilterOptions Options = new()
    {
        Members = 12, Inflation = 1.02, Rotate = true, Key = RandomKey.FromSeed(3), Guess = Network()
    };

    public static TheoryData<string> Methods => [.. FilterMethod.All.Select(method => method.Name)];

    /// <summary>Every method, also with all settings and with model error.</summary>
    public static MatrixTheoryData<string, string> Variants => new(FilterMethod.All.Select(method => method.Name), ["plain", "all settings", "model error"]);

    [Theory]
    [MemberData(nameof(Variants))]
    public void Saved_and_restored_between_any_two_calls_it_goes_on_to_the_same_bits(string method, string variant)
    {
        for (int calls = 0; calls < 7; calls++)
        {
            Filter whole = Create(method, variant), first = Create(method, variant), second = Create(method, variant);
            second.ForecastSteps(9);
            second.Update([1, 1, 20]);
            for (int call = 0; call < 8; call++)
            {
                if (call == calls)
                {
                    second.Restore(first.Save());
                    first = second;
                }

                Call(whole, call);
                Call(first, call);
            }

            BitwiseAssert.Equal<double>([.. whole.Save().Values], [.. first.Save().Values], $"after {calls} calls");
            Assert.Equal(whole.Time, first.Time);
            Assert.Equal(whole.Innovation, first.Innovation);
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void A_cycle_allocates_nothing(string method, string variant)
    {
        Filter filter = Create(method, variant);
        double[] values = [1, 2, 20], mean = new double[3], covariance = new double[9];
        float[] mask = [1, 0, 1];
        Assert.Equal(0, Allocation.AfterWarmUp(() =>
        {
            filter.ForecastSteps(3);
            filter.Update(values, mask);
            filter.Mean(mean);
            filter.Std(mean);
            filter.Covariance(covariance);
        }));
        Assert.True(filter.Status.IsUsable, filter.Status.Message);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void An_observation_that_is_not_finite_is_refused_by_name_and_changes_nothing(string method)
    {
        Filter filter = Create(method);
        filter.ForecastSteps(5);
        double[] before = [.. filter.Save().Values];
        var failure = Assert.Throws<ArgumentException>(() => filter.Update([1, double.NaN, 20]));
        Assert.StartsWith("The observation of y at time 0.05 is NaN; expected a finite number", failure.Message, StringComparison.Ordinal);
        BitwiseAssert.Equal<double>(before, [.. filter.Save().Values]);
        Refuses.Argument("values", () => filter.Update([1, 2]));
        Refuses.Argument("mask", () => filter.Update([1, 2, 3], [1]));
        Refuses.Argument("duration", () => filter.Forecast(-1));
        Refuses.Argument("count", () => filter.ForecastSteps(-1));
        filter.Update([double.NaN, double.NaN, double.NaN], [0, 0, 0]);
        BitwiseAssert.Equal<double>(before, [.. filter.Save().Values]);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void It_follows_the_truth(string method)
    {
        if (method is "climatology" or "optimal_interpolation")
            return;
        Filter filter = FilterMethod.Find(method)!.Create(Lorenz, Options with { Members = 100, BackgroundScale = 0.1, Inflation = method == "ext_kf" ? 90 : 1.05 });
        double[] truth = [1, -1, 25], mean = new double[3];
        double square = 0;
        for (int update = 0; update < 200; update++)
        {
            Model.DoublePrecision.IntegrateEnsemble(truth, 1, 0.01, 10);
            filter.ForecastSteps(10);
            double[] errors = Numbers.Normal(update, 3);
            filter.Update([.. truth.Select((x, i) => x + errors[i])]);
            filter.Mean(mean);
            square += update < 50 ? 0 : mean.Zip(truth, (a, b) => (a - b) * (a - b)).Sum() / 3 / 150;
        }

        Assert.True(Math.Sqrt(square) < (method switch { "3dvar" => 1, "amortized" => 2, _ => 0.6 }), $"{Math.Sqrt(square)}");
    }

    [Fact]
    public void Every_time_is_reached_in_steps_that_are_no_longer_than_the_model_s()
    {
        Filter filter = Create("ext_kf");
        filter.Forecast(0.25);
        Assert.Equal(0.25, filter.Time, 12);
        double[] expected = [1.509, -1.531, 25.46], mean = new double[3];
        Model.DoublePrecision.IntegrateEnsemble(expected, 1, 0.01, 25);
        filter.Mean(mean);
        BitwiseAssert.Equal<double>(expected, mean);
        filter.Forecast(0.025);
        Assert.Equal(0.275, filter.Time, 12);
        Model.DoublePrecision.IntegrateEnsemble(expected, 1, 0.025 / 3, 3);
        filter.Mean(mean);
        CloseAssert.Absolute(expected, mean, 1e-12);
    }

    [Theory]
    [InlineData("enkf_sqrt")]
    [InlineData("enkf_perturbed")]
    [InlineData("ienks")]
    [InlineData("particle_filter")]
    [InlineData("ext_kf")]
    [InlineData("strong_4dvar")]
    public void What_lost_the_truth_finds_it_again_and_counts_that(string method)
    {
        var resting = new DynamicalSystem("resting", ["x"], x => [0 * x[0]]);
        var system = new StateSpaceModel(resting, 1, InitialDistribution.Normal([0], 1), ObservingSystem.OfComponents(resting, 1));
        double[] mean = new double[1];
        (double Mean, int Recoveries) Run(bool recovers)
        {
            Filter filter = FilterMethod.Find(method)!.Create(system, new() { Members = 50, AdditiveVariance = 0, Recovers = recovers });
            for (int update = 0; update < 130; update++)
            {
                filter.ForecastSteps(1);
                filter.Update([update < 100 ? 0 : 1000]);
            }

            filter.Mean(mean);
            return (mean[0], filter.Recoveries);
        }

        (double found, int recoveries) = Run(true);
        Assert.InRange(found, 995, 1005);
        Assert.Equal(1, recoveries);
        (double lost, recoveries) = Run(false);
        Assert.InRange(lost, -1000, 900);
        Assert.Equal(0, recoveries);
    }

    [Fact]
    public void Particles_that_explain_an_observation_far_from_their_mean_have_not_lost_the_truth()
    {
        // x^5 of a normal number has a standard deviation of 31, and is above 180 once in 420 draws.
        var fifth = new DynamicalSystem("fifth", ["x"], x => [x[0] * x[0] * x[0] * x[0] * x[0]], new() { IsMap = true });
        var system = new StateSpaceModel(fifth, 1, InitialDistribution.Normal([0], 1), ObservingSystem.OfComponents(fifth, 5));
        Filter filter = new ParticleFilter(system, new() { Members = 20_000 });
        filter.ForecastSteps(1);
        filter.Update([180]);
        double[] mean = new double[1];
        filter.Mean(mean);
        Assert.InRange(mean[0], 170, 190);
        Assert.InRange(filter.Innovation.ChiSquare, 25, 50);
        Assert.Equal(0, filter.Recoveries);
    }

    [Fact]
    public void Divergence_and_collapse_are_said_with_the_time()
    {
        var growing = new DynamicalSystem("growing", ["x"], x => [x[0] * x[0]]);
        var system = new StateSpaceModel(growing, 0.5, InitialDistribution.Normal([5], 1), ObservingSystem.OfComponents(growing, 1));
        Filter filter = new SquareRootEnkf(system);
        AnalysisStatus status = filter.ForecastSteps(30);
        Assert.Equal(AnalysisCode.Diverged, status.Code);
        Assert.StartsWith("the forecast at time 15: x of member", status.Message, StringComparison.Ordinal);
        Assert.Equal(status, filter.Update([1]));

        var shrinking = new DynamicalSystem("shrinking", ["x"], x => [0 * x[0]], new() { IsMap = true });
        system = new StateSpaceModel(shrinking, 0.5, InitialDistribution.Normal([5], 1), ObservingSystem.OfComponents(shrinking, 1));
        status = new SquareRootEnkf(system).ForecastSteps(1);
        Assert.Equal((AnalysisCode.Collapsed, "the forecast at time 0.5: all members are equal"), (status.Code, status.Message));
    }

    [Theory]
    [InlineData(nameof(FilterOptions.Members), 1)]
    [InlineData(nameof(FilterOptions.Inflation), 0)]
    [InlineData(nameof(FilterOptions.ResampleBelow), 2)]
    [InlineData(nameof(FilterOptions.Lag), 0)]
    [InlineData(nameof(FilterOptions.Starts), -1)]
    [InlineData(nameof(FilterOptions.Linearization), 7)]
    public void A_setting_out_of_range_is_refused_by_name(string name, int value) => Refuses.Argument(name, () => new SquareRootEnkf(Lorenz, name switch
    {
        nameof(FilterOptions.Members) => Options with { Members = value },
        nameof(FilterOptions.Inflation) => Options with { Inflation = value },
        nameof(FilterOptions.ResampleBelow) => Options with { ResampleBelow = value },
        nameof(FilterOptions.Starts) => Options with { Starts = value },
        nameof(FilterOptions.Linearization) => Options with { Linearization = (Linearization)value },
        _ => Options with { Lag = value },
    }));

    [Fact]
    public void A_state_of_another_method_is_refused() =>
        Refuses.Argument("state", () => Create("enkf_sqrt").Restore(Create("ext_kf").Save()));

    /// <summary>An untrained network at the best linear estimate, of windows of 20 steps that end with observations.</summary>
    private static LearnedGuess Network()
    {
        var settings = new ProblemSettings
        {
            Model = Model, Initial = InitialDistribution.Normal([1.509, -1.531, 25.46], 1.4), BurnInSteps = 200, WindowSteps = 20, TotalSteps = 20,
            Observing = ObservingSystem.OfComponents(Model, 1, 10),
        };
        var network = ControlDensity.Create(settings, AmortizedConfig.Reference with { Head = HeadType.Control, LatentSize = 5, HiddenSize = 9, Depth = 1 },
            ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(6), 500), RandomKey.FromSeed(0));
        return new LearnedGuess("untrained", settings, () => new ControlAnalysis(network), 0.9);
    }

    private static Filter Create(string method, string variant = "plain") => FilterMethod.Find(method)!.Create(
        variant == "model error" ? new StateSpaceModel(Model, 0.01, Lorenz.Initial, Lorenz.Observing, DiagonalCovariance.Isotropic(3, 0.1)) : Lorenz,
        variant != "all settings" ? Options
            : Options with { AdaptsInflation = true, Lag = 3, Starts = 8, Linearization = Linearization.Exponential, AdditiveVariance = 0.01 });

    private static void Call(Filter filter, int call)
    {
        switch (call % 4)
        {
            case 0: filter.ForecastSteps(7); break;
            case 1: filter.Forecast(0.013); break;
            case 2: filter.Update([1, 2, 22 + call]); break;
            default: filter.Update([1, double.NaN, 23], [1, 0, 1]); break;
        }
    }
}
