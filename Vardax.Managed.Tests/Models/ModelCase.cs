using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>Small models of every kind, trained a little, and their files.</summary>
internal static class ModelCase
{
    private static readonly Dictionary<string, Lazy<TrainedModel>> Models = new()
    {
        ["control"] = new(() => Train(HeadType.Control, Recipes.Control)),
        ["flow"] = new(() => Train(HeadType.Flow, Recipes.Control)),
        ["standardized"] = new(() => Train(HeadType.Regression, Recipes.Robust)),
        ["physical"] = new(() => Train(HeadType.Regression, Recipes.Reference)),
        ["bare"] = new(() => Train(HeadType.Control, Recipes.Control) with
        {
            Typicality = null,
            Background = null,
            Polish = new(),
            Recalibration = null,
            PolishedRecalibration = null,
            Calibration = null,
            Name = "",
        }),
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    public static ProblemGenerator Generator => SmallPosterior.Generator;

    public static TrainedModel Model(string name) => Models[name].Value;

    public static byte[] Bytes(TrainedModel model)
    {
        using var stream = new MemoryStream();
        ModelFile.Write(model, stream);
        return stream.ToArray();
    }

    public static TrainedModel Reread(TrainedModel model) => ModelFile.Parse(Bytes(model), "model");

    /// <summary>Means, deviations, samples and log densities of some problems, one behind the other.</summary>
    public static (float[] Values, double[] LogProbs) Answers(IPosterior posterior, int problems = 8)
    {
        int entries = SmallPosterior.Entries;
        var values = new List<float>();
        var logProbs = new double[problems];
        float[] mean = new float[entries], std = new float[entries], samples = new float[3 * entries];
        for (int i = 0; i < problems; i++)
        {
            AssimilationProblem problem = Generator.Generate(RandomKey.FromSeed(50).Child((ulong)i));
            Assert.True(posterior.Analyze(problem, mean, std).IsUsable);
            posterior.Sample(problem, RandomKey.FromSeed((ulong)i), samples);
            posterior.LogProb(problem, mean, logProbs.AsSpan(i, 1));
            values.AddRange([.. mean, .. std, .. samples]);
        }

        return ([.. values], logProbs);
    }

    private static TrainedModel Train(HeadType head, TrainingRecipe recipe)
    {
        var config = new AmortizedConfig { Head = head, HiddenSize = 5, LatentSize = 4, Depth = 1, Activation = Activation.Silu };
        TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(
            Generator.Settings, config, recipe with { Steps = 30, BatchSize = 16, ValidationProblems = 32, ValidateEvery = 10 },
            RandomKey.FromSeed(4), RandomKey.FromSeed(0x123456789abcdef0)));
        return TrainedModel.Fit(training, new PolishOptions { Iterations = 9, SearchEveryWindow = true }, 20, 2100) with
        {
            Name = "small \"attractor\" ü",
            Calibration = new CalibrationSummary(64, 0.5, -3.25, 0.68, 0.95, new Dictionary<string, string> { ["TARP"] = "pass" }),
        };
    }
}
