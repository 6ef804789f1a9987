using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>Every file that holds a model, with a small valid file each.</summary>
internal static class ModelTargets
{
    private static readonly ProblemSettings Settings = Presets.Attractor() with
    {
        BurnInSteps = 100,
        WindowSteps = 2,
        TotalSteps = 4,
        Observing = ObservingSystem.OfComponents(Presets.Attractor().Model, every: 2),
    };

    private static readonly AmortizedConfig Config = AmortizedConfig.Reference with { HiddenSize = 2, LatentSize = 2, Depth = 1 };

    /// <summary>One target for each kind of file.</summary>
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("model, control", Model(HeadType.Control, Recipes.Control), ReadModel),
        new("model, flow", Model(HeadType.Flow, Recipes.Control), ReadModel),
        new("model, regression", Model(HeadType.Regression, Recipes.Robust), ReadModel),
        new("checkpoint", Checkpoint(), bytes => CheckpointFile.Read(SafeTensorsFile.Parse(bytes, "a.safetensors"))),
        new("weights", Bytes(stream => WeightsFile.Write(Trained(HeadType.Regression, Recipes.Reference), stream)),
            bytes => WeightsFile.Parse(bytes, "a.safetensors", Settings)),
        new("equinox", Bytes(stream => EquinoxFile.Write(Trained(HeadType.Regression, Recipes.Reference), stream)),
            bytes => EquinoxFile.Read(new MemoryStream(bytes), "a.eqx", Settings)),
    ];

    private static void ReadModel(byte[] bytes)
    {
        // What is read can be analysed with.
        TrainedModel model = ModelFile.Parse(bytes, "a.safetensors");
        float[] zeros = new float[model.Settings.WindowEntries];
        model.CreatePosterior().Analyze(new ObservedWindow(model.Settings, zeros, zeros), new float[zeros.Length], new float[zeros.Length]);
    }

    private static byte[] Model(HeadType head, TrainingRecipe recipe) =>
        Bytes(stream => ModelFile.Write(Trained(head, recipe), stream));

    private static TrainedModel Trained(HeadType head, TrainingRecipe recipe) =>
        TrainedModel.Fit(Train(head, recipe), new PolishOptions(), 10, head == HeadType.Regression ? 0 : 200);

    private static TrainingResult Train(HeadType head, TrainingRecipe recipe, Checkpointing? checkpoints = null) =>
        AmortizedTrainer.Train(
            new TrainingPlan(Settings)
            {
                Config = Config with { Head = head },
                Recipe = recipe with { Steps = 4, BatchSize = 8, ValidationProblems = 8, ValidateEvery = 2 },
            },
            new TrainingRun { Checkpoints = checkpoints });

    private static byte[] Checkpoint()
    {
        byte[] bytes = [];
        Train(HeadType.Control, Recipes.Control, new Checkpointing(3, checkpoint =>
            bytes = Bytes(stream => CheckpointFile.Of(checkpoint).Write(stream))));
        return bytes;
    }

    /// <summary>What is written, less its digest: the readers behind the digest are under attack.</summary>
    private static byte[] Bytes(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        byte[] bytes = stream.ToArray();
        return bytes.AsSpan().IndexOf("\"digest\""u8) < 0 ? bytes : WithoutDigest(bytes);
    }

    private static byte[] WithoutDigest(byte[] bytes)
    {
        SafeTensorsFile file = SafeTensorsFile.Parse(bytes, "a.safetensors");
        using var stream = new MemoryStream();
        new SafeTensorsFile(file.Tensors, file.Metadata.Where(entry => entry.Key != "digest").ToDictionary()).Write(stream);
        return stream.ToArray();
    }
}
