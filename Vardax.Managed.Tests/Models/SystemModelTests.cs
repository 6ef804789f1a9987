using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>A model of a system that is written as text: its file carries the text.</summary>
public sealed class SystemModelTests
{
    private static readonly ProblemSettings Settings = SystemDefinition.Read(
    [
        new("", "name", "growth"), new("state", "x", "r * x * (1 - x / 10)"), new("initial", "x", "lognormal(0, 0.5)"),
        new("unknown", "r", "uniform(0.5, 1.5)"),
        new("observe.count", "value", "2 * x"), new("observe.count", "error", "lognormal(0.1)"), new("observe.count", "every", "0.5"),
        new("time", "step", "0.1"), new("time", "window", "3"), new("time", "forecast", "1"),
    ]).Settings;

    private static readonly Lazy<TrainedModel> Model = new(() =>
    {
        TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(Settings)
        {
            Config = new AmortizedConfig { LatentSize = 8, HiddenSize = 16, Depth = 1 },
            Recipe = Recipes.Control with { Steps = 300, BatchSize = 32, ValidationProblems = 128, ValidateEvery = 50 },
            ModelKey = RandomKey.FromSeed(1), TrainKey = RandomKey.FromSeed(2),
        });
        return TrainedModel.Fit(training, new PolishOptions(), recalibrationProblems: 2000);
    });

    [Fact]
    public void A_loaded_model_gives_the_same_bits()
    {
        using var stream = new MemoryStream();
        ModelFile.Write(Model.Value, stream);
        stream.Position = 0;
        TrainedModel loaded = ModelFile.Read(stream, "growth");
        Assert.Equal(Settings, loaded.Settings);
        AssimilationProblem problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(5));
        int entries = Settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries], again = new float[entries], stdAgain = new float[entries];
        Assert.True(Model.Value.CreatePosterior().Analyze(problem, mean, std).IsUsable);
        Assert.True(loaded.CreatePosterior().Analyze(problem, again, stdAgain).IsUsable);
        BitwiseAssert.Equal<float>(mean, again, "mean");
        BitwiseAssert.Equal<float>(std, stdAgain, "standard deviation");
    }

    [Fact]
    public void Samples_stay_in_the_priors_support_and_hold_the_truth_as_often_as_they_say()
    {
        IPosterior posterior = Model.Value.CreatePosterior();
        int entries = Settings.WindowEntries, inside = 0;
        const int problems = 100, draws = 200;
        var samples = new float[draws * entries];
        for (int i = 0; i < problems; i++)
        {
            AssimilationProblem problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(6).Child((ulong)i));
            Assert.True(posterior.Sample(problem, RandomKey.FromSeed(7), samples).IsUsable);
            float[] r = [.. Enumerable.Range(0, draws).Select(s => samples[(s * entries) + 1]).Order()];
            Assert.True(r[0] > 0.5 && r[^1] < 1.5 && samples.Where((_, at) => at % 2 == 0).Min() > 0);
            inside += problem.Truth[0][1] > r[draws / 20] && problem.Truth[0][1] < r[draws - (draws / 20)] ? 1 : 0;
        }

        // 90 of 100, plus or minus 4 standard errors.
        Assert.InRange(inside, 78, 100);
    }

    [Fact]
    public void A_text_that_is_no_system_is_refused()
    {
        using var stream = new MemoryStream();
        ModelFile.Write(Model.Value, stream);
        string file = System.Text.Encoding.Latin1.GetString(stream.ToArray());
        int at = file.IndexOf("r * x * (1 - x / 10)", StringComparison.Ordinal);
        byte[] damaged = stream.ToArray();
        damaged[at] = (byte)'q';
        Assert.Throws<VardaxFormatException>(() => ModelFile.Read(new MemoryStream(damaged), "growth"));
    }
}
