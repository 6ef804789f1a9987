using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Experiments;

/// <summary>
/// What the robust recipe must reach on preset reference, for twenty model keys with as many training keys. The Bayes optimum
/// there is a window RMSE of 0.984 of climatology's and a summed NLL 2.4 nats below climatology's -377.3 (least squares on
/// 400,000 simulated problems), so NLL is judged beside climatology's on the same problems, whose own mean strays by 2.4 nats
/// (one standard error) over 1,024 problems.
/// </summary>
public class RobustRecipeTests
{
    public static TheoryData<int> ModelKeys => [.. Enumerable.Range(0, 20)];

    [Theory]
    [MemberData(nameof(ModelKeys))]
    public void Every_model_key_is_accurate_and_calibrated(int key)
    {
        AmortizedExperiment experiment = new()
        {
            Config = AmortizedConfig.Reference, Recipe = Recipes.Robust, Keys = new ExperimentKeys(Model: (ulong)key, Train: (ulong)key + 1),
            HeldOutProblems = 8192,
        };
        ExperimentResult result = experiment.Run(cancellation: TestContext.Current.CancellationToken);
        HeldOutResult scores = result.HeldOut;
        Assert.True(scores.RmseAssim.Value <= 0.99 * scores.ClimatologyRmseAssim.Value, $"RMSE {scores.RmseAssim}");
        Assert.True(scores.Nll.Value <= -376, $"NLL {scores.Nll}");
        Assert.True(scores.Nll.Value <= scores.ClimatologyNll.Value - 1.5, $"{scores.Nll} against {scores.ClimatologyNll}");
        Assert.Equal(0.683, scores.Coverage1Sigma.Value, 0.015);
        Assert.Equal(0.954, scores.Coverage2Sigma.Value, 0.015);
        Assert.True(result.Amortized.RmseAssim <= 0.0215, $"key 42: {result.Amortized.RmseAssim}");
        Assert.True(result.Amortized.RmseForecast <= 0.037, $"key 42: {result.Amortized.RmseForecast}");
        Assert.True(result.Amortized.RmseTotal <= 0.037, $"key 42: {result.Amortized.RmseTotal}");
    }

    [Fact]
    public void The_attractor_is_calibrated_within_the_same_budget()
    {
        ExperimentResult result = new AmortizedExperiment { Settings = Presets.Attractor(), Config = AmortizedConfig.Reference, Recipe = Recipes.Robust }
            .Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(0.683, result.HeldOut.Coverage1Sigma.Value, 0.02);
        Assert.Equal(0.954, result.HeldOut.Coverage2Sigma.Value, 0.01);
        Assert.True(result.HeldOut.RmseAssim.Value <= 0.05 * result.HeldOut.ClimatologyRmseAssim.Value);
    }

    [Fact]
    public void The_checks_can_fail_the_reference_recipe_is_over_confident()
    {
        ExperimentResult result = new AmortizedExperiment { Config = AmortizedConfig.Reference, Recipe = Recipes.Reference }
            .Run(cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.HeldOut.RmseAssim.Value > 0.99 * result.HeldOut.ClimatologyRmseAssim.Value);
        Assert.True(Math.Abs(result.HeldOut.Coverage1Sigma.Value - 0.683) > 0.015);
    }

    [Fact]
    public void Held_out_problems_are_no_training_problems_even_of_the_same_seed()
    {
        RandomKey heldOut = new ExperimentKeys(HeldOut: 1).HeldOutStream, train = RandomKey.FromSeed(1);
        HashSet<RandomKey> trained = [.. train.Split(64_000)];
        Assert.DoesNotContain(heldOut.Split(8192), trained.Contains);
    }

    [Fact]
    public void Published_scores_are_shown_for_the_published_problem_alone()
    {
        Assert.True(PublishedScores.Apply(Presets.Reference(), new ExperimentKeys(Model: 5)));
        Assert.False(PublishedScores.Apply(Presets.Reference(), new ExperimentKeys(Problem: 43)));
        Assert.False(PublishedScores.Apply(Presets.Attractor(), new ExperimentKeys()));
        Assert.False(PublishedScores.Apply(Presets.Reference().Seen(noise: 1), new ExperimentKeys()));
        Assert.False(PublishedScores.Apply(Presets.Reference().Seen(components: [0]), new ExperimentKeys()));
    }
}
