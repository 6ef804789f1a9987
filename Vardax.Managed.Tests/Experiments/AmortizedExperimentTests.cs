using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Experiments;

public sealed class AmortizedExperimentTests
{
    /// <summary>The default experiment on the attractor with a narrower network and a thirteenth of its training.</summary>
    private static readonly AmortizedExperiment Short = new()
    {
        Settings = Presets.Attractor() with { TotalSteps = 100 },
        Config = new AmortizedConfig { LatentSize = 64, HiddenSize = 64 },
        Recipe = Recipes.Control with { Steps = 600, ValidationProblems = 512 },
        RecalibrationProblems = 1024, HeldOutProblems = 256, Samples = 20,
    };

    /// <summary>Hardly any training at all.</summary>
    private static readonly AmortizedExperiment Tiny = Short with
    {
        Settings = SmallPosterior.Settings,
        Recipe = Short.Recipe with { Steps = 4, BatchSize = 16, ValidationProblems = 16 },
        RecalibrationProblems = 128,
        HeldOutProblems = 4,
        Samples = 2,
    };

    private static ProblemSettings Window => SmallPosterior.Settings;

    [Fact]
    public void Polished_held_out_problems_are_accurate_and_calibrated_after_little_training()
    {
        ExperimentResult result = Short.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal("polished", result.Polished?.Name);
        Assert.Equal("amortized", result.Amortized.Name);
        Assert.Same(result.Polished, result.Analysis);
        // So little training leaves one problem in seven as guessed, and these have most of the mean square.
        double pooled = result.HeldOut.RmseAssim.Value;
        Assert.True(pooled < 0.15 * result.HeldOut.ClimatologyRmseAssim.Value, $"RMSE {pooled}");
        double polished = MedianRmse(result.Model.CreatePosterior()), guessed = MedianRmse(result.Training.CreateAnalysis());
        Assert.True(polished < 0.2 && polished < 0.8 * guessed, $"median RMSE {polished}, guessed {guessed}");
        Assert.InRange(result.HeldOut.Coverage1Sigma.Value, 0.62, 0.74);
        Assert.Equal(TrainingStatus.Completed, result.Training.Status);
        Assert.Equal([499, 599], result.Training.ValidationLosses.Select(v => v.Step));
        Assert.Equal("polished", result.Model.CreatePosterior().Name);
        Assert.NotSame(result.Model.CreatePosterior(), result.Model.CreatePosterior());
    }

    [Fact]
    public void Without_a_polish_the_network_s_answer_stands()
    {
        ExperimentResult result = (Tiny with { Polish = null }).Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Polished);
        Assert.Same(result.Amortized, result.Analysis);
        Assert.Equal("amortized", result.Model.CreatePosterior().Name);
    }

    [Fact]
    public void A_regression_head_is_not_polished()
    {
        ExperimentResult result = (Tiny with { Config = AmortizedConfig.Reference })
            .Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Null(result.Polished);
        Assert.Equal("amortized", result.Model.CreatePosterior().Name);
    }

    [Fact]
    public void The_same_settings_give_the_same_bits_at_every_number_of_threads()
    {
        ExperimentResult one = Tiny.Run(new() { MaxThreads = 1 }, TestContext.Current.CancellationToken);
        ExperimentResult two = Tiny.Run(new() { MaxThreads = 2 }, TestContext.Current.CancellationToken);
        BitwiseAssert.Equal<float>(one.Analysis.StandardDeviation, two.Analysis.StandardDeviation, "standard deviation");
        BitwiseAssert.Equal<float>(one.Analysis.Estimate.Values, two.Analysis.Estimate.Values, "mean");
        BitwiseAssert.Equal<float>(one.Predictive.Samples, two.Predictive.Samples, "samples");
        Assert.Equal(one.HeldOut, two.HeldOut);
    }

    [Fact]
    public void Recalibration_changes_the_spread_and_moves_the_mean_by_less_than_that()
    {
        TrainingResult training = Train();
        (float[] mean, float[] std) = Analyze(Of(training, 0).CreateAmortized());
        (float[] recalibratedMean, float[] recalibratedStd) = Analyze(Of(training, 500).CreateAmortized());
        Assert.All(mean.Zip(recalibratedMean, std), m => Assert.True(Math.Abs(m.First - m.Second) < 0.5 * m.Third));
        Assert.NotEqual(std, recalibratedStd);
        (float[] polishedMean, float[] polishedStd) = Analyze(Of(training, 0).CreatePosterior());
        (recalibratedMean, recalibratedStd) = Analyze(Of(training, 500).CreatePosterior());
        Assert.All(polishedMean.Zip(recalibratedMean, polishedStd), m => Assert.True(Math.Abs(m.First - m.Second) < 0.5 * m.Third));
        Assert.NotEqual(polishedStd, recalibratedStd);
        Assert.NotEqual(mean, polishedMean);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        TrainingResult training = Train();
        Refuses.Argument("training", () => Of(null!, 0));
        Refuses.Argument("recalibrationProblems", () => Of(training, -1));
        Refuses.Argument("problems", () => Of(training, 99));
        Refuses.Argument("leadSteps", () => TrainedModel.Fit(training, new PolishOptions(), -1, 0));
    }

    private static double MedianRmse(IPosterior posterior)
    {
        ProblemSettings settings = Short.Settings;
        var generator = new ProblemGenerator(settings);
        float[] mean = new float[settings.WindowEntries], std = new float[mean.Length];
        return Enumerable.Range(0, 101).Select(i =>
        {
            AssimilationProblem problem = generator.Generate(Short.Keys.HeldOutStream.Child((ulong)i));
            posterior.Analyze(problem, mean, std);
            return Rmse.Overall(mean, problem.Truth.States(0, settings.WindowStates));
        }).Order().ElementAt(50);
    }

    private static TrainingResult Train() => AmortizedTrainer.Train(
        new TrainingPlan(Window) { Config = Tiny.Config, Recipe = Tiny.Recipe }, cancellation: TestContext.Current.CancellationToken);

    private static TrainedModel Of(TrainingResult training, int recalibrationProblems) => TrainedModel.Fit(
        training, new PolishOptions(), 25, recalibrationProblems, new() { CancellationToken = TestContext.Current.CancellationToken });

    private static (float[] Mean, float[] Std) Analyze(IPosterior posterior)
    {
        AssimilationProblem problem = new ProblemGenerator(Window).Generate(RandomKey.FromSeed(5));
        float[] mean = new float[Window.WindowEntries], std = new float[mean.Length];
        posterior.Analyze(problem, mean, std);
        return (mean, std);
    }
}
