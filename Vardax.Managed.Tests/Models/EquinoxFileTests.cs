using System.Text.Json;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Cli;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Models;

public sealed class EquinoxFileTests
{
    private const int Header = 128;

    [Fact]
    public void Another_system_s_file_is_read_number_for_number_and_written_byte_for_byte()
    {
        foreach (AmortizedConfig? config in (AmortizedConfig?[])[null, ForeignModel.Config])
        {
            TrainedModel model = Read(ForeignModel.Equinox, config);
            BitwiseAssert.Equal<float>(ForeignModel.Values, ForeignModel.ValuesOf(model));
            BitwiseAssert.Equal<byte>(ForeignModel.Equinox, Bytes(model));
            Assert.Equal(ForeignModel.Config, model.Plan.Config);
            Assert.Equal(("reference", ForeignModel.Settings), (model.Plan.Recipe.Name, model.Settings));
            Assert.Empty(model.History.Losses);
        }
    }

    [Fact]
    public void The_model_read_predicts_what_plain_loops_do()
    {
        PlainNetwork plain = PlainNetwork.Read(ForeignModel.Equinox);
        TrainedModel model = Read(ForeignModel.Equinox);
        var posterior = (WindowDensity)model.Density;
        (float[] observations, float[] mask, _) = SmallPosterior.Batch(20);
        int entries = posterior.Entries;
        float[] mean = new float[entries], std = new float[entries];
        for (int start = 0; start < observations.Length; start += entries)
        {
            ReadOnlySpan<float> y = observations.AsSpan(start, entries), m = mask.AsSpan(start, entries);
            posterior.Predict(y, m, mean, std, posterior.CreateWorkspace());
            (double[] expected, double[] logVariance) = plain.Predict(y, m);
            for (int i = 0; i < entries; i++)
            {
                CloseAssert.Absolute(expected[i], mean[i], 1e-5 * (1 + Math.Abs(expected[i])), $"mean {i}");
                CloseAssert.Relative(Math.Exp(logVariance[i] / 2), std[i], 1e-4, $"std {i}");
            }
        }
    }

    [Fact]
    public void The_reference_s_initial_weights_travel_and_give_its_initial_loss()
    {
        byte[] bytes = Bytes(ReferenceModel());
        PlainNetwork plain = PlainNetwork.Read(bytes);
        JsonElement vectors = ReferenceVectors.Get("init_key_0");
        Assert.Equal(18, plain.Leaves.Count);
        int leaf = 0;
        foreach (string prefix in (string[])["encoder.mlp", "head.mlp_mu", "head.mlp_log_var"])
        {
            for (int layer = 0; layer < 3; layer++)
            {
                JsonElement Of(string name) => vectors.GetProperty($"{prefix}.layers.{layer}").GetProperty(name);
                (int[] shape, float[] weight) = plain.Leaves[leaf++];
                Assert.Equal(ReferenceVectors.Doubles(Of("weight_shape")).Select(axis => (int)axis), shape);
                Assert.Equal(ReferenceVectors.Singles(Of("weight_first3")), weight[..3]);
                Assert.Equal((float)Of("weight_last").GetDouble(), weight[^1]);
                CloseAssert.Absolute(Of("weight_sum").GetDouble(), weight.Sum(x => (double)x), 1e-6);
                Assert.Equal(ReferenceVectors.Singles(Of("bias_first3")), plain.Leaves[leaf++].Values[..3]);
            }
        }

        const int Count = 128;
        var generator = new ProblemGenerator(Presets.Reference());
        float[] observations = new float[Count * generator.Mask.Length], truths = new float[observations.Length];
        generator.GenerateWindows(RandomKey.FromSeed(1), 0, Count, observations, default, truths, new float[generator.ScratchSize(Count)]);
        float[] mask = generator.Mask.ToArray();
        double expected = ReferenceVectors.Get("nll_before_step_reference_recipe", "values", "1").GetDouble();
        CloseAssert.Relative(expected, plain.NegativeLogDensity(observations, mask, truths), 1e-5, "plain loops");
        double swapped = plain.NegativeLogDensity(observations, mask, truths, swapped: true);
        Assert.True(Math.Abs(swapped - expected) > 1e-3 * expected, $"mean and log variance swapped: {swapped}");

        var posterior = (WindowDensity)EquinoxFile.Read(
            new MemoryStream(bytes), "model.eqx", Presets.Reference(), AmortizedConfig.Reference).Density;
        var logDensities = new double[Count];
        posterior.LogProb(observations, Numbers.Tile(mask, Count), truths, logDensities, posterior.CreateWorkspace(Count));
        CloseAssert.Relative(expected, -logDensities.Average(), 1e-5, "the model read");
    }

    [Theory]
    [InlineData(0, 64, 32)]
    [InlineData(1, 3, 1)]
    [InlineData(4, 7, 9)]
    public void Any_depth_and_width_survives(int depth, int hidden, int latent)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.eqx");
        var config = AmortizedConfig.Reference with { Depth = depth, HiddenSize = hidden, LatentSize = latent };
        TrainedModel saved = Model(ForeignModel.Settings, config);
        File.WriteAllText(path, "something older");
        EquinoxFile.Save(saved, path);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        TrainedModel loaded = EquinoxFile.Load(path, ForeignModel.Settings);
        Assert.Equal(config, loaded.Plan.Config);
        BitwiseAssert.Equal<float>(saved.Density.Parameters.Span, loaded.Density.Parameters.Span);
        Assert.Equal(Activation.Tanh, EquinoxFile.Load(
            path, ForeignModel.Settings, config with { Activation = Activation.Tanh }).Plan.Config.Activation);
    }

    [Fact]
    public void A_model_read_is_a_model_like_any_other()
    {
        TrainedModel model = Read(ForeignModel.Equinox), again = ModelCase.Reread(model);
        (float[] expected, double[] expectedLog) = ModelCase.Answers(model.CreatePosterior());
        (float[] actual, double[] actualLog) = ModelCase.Answers(again.CreatePosterior());
        BitwiseAssert.Equal<float>(expected, actual);
        BitwiseAssert.Equal<double>(expectedLog, actualLog);
    }

    [Fact]
    public void Arrays_that_do_not_fit_are_refused_where_they_begin()
    {
        Fault(ForeignModel.Equinox, 0, "array 0, encoder.mlp.layers.0.weight: expected the shape (6, 30), found (5, 30)",
            ForeignModel.Config with { HiddenSize = 6 });
        Fault(ForeignModel.Equinox, 876, "array 2, encoder.mlp.layers.1.weight: expected the shape (5, 5), found (4, 5)",
            ForeignModel.Config with { Depth = 2 });
        Fault(Changed(11, _ => null), ForeignModel.Equinox.Length - Header - 60,
            "array 11, head.mlp_log_var.layers.1.bias: expected the shape (15), found the end", ForeignModel.Config);
        Fault(Changed(2, array => NpyArray.FromSingles([5, 4], array.ToSingles())), 876,
            "array 2, encoder.mlp.layers.1.weight: expected the shape (5, 5), found (5, 4)");
        Fault(Changed(3, array => NpyArray.FromDoubles([4], array.ToDoubles())), 876 + Header + 80,
            "array 3: expected elements of '<f4', single precision, found '<f8'");
        Fault(Changed(1, _ => NpyArray.FromSingles([], [1])), Header + 600,
            "array 1, encoder.mlp.layers.0.bias: expected the shape (5), found ()");
        const string noWeight = "array 0: expected a weight of shape (outputs, inputs), found ";
        Fault(Changed(0, _ => NpyArray.FromSingles([150], new float[150])), 0, noWeight + "(150)");
        Fault(Changed(0, _ => NpyArray.FromSingles([0, 30], [])), 0, noWeight + "(0, 30)");
        Fault(Changed(1, _ => NpyArray.FromSingles([5], [1, 2, float.NaN, 4, 5])), Header + 600 + Header + 8,
            "tensor 'encoder.mlp.layers.0.bias': element 2: expected a finite number, found NaN");
        Fault(Changed(4, _ => null), ForeignModel.Equinox.Length - Header - 80,
            "expected 6 arrays for each layer, weights and biases of three MLPs of one depth, found 11 arrays");
        Fault([], 0, "found 0 arrays");
        Fault([], 0, "array 0, encoder.mlp.layers.0.weight: expected the shape (5, 30), found the end", ForeignModel.Config);
    }

    [Fact]
    public void Nothing_may_follow_the_last_array()
    {
        int end = ForeignModel.Equinox.Length;
        byte[] more = [.. ForeignModel.Equinox, .. ForeignModel.Equinox[..(Header + 600)]];
        Fault(more, end, "expected nothing after 12 arrays, found 13", ForeignModel.Config);
        Fault(more, more.Length, "found 13 arrays");
        Fault([.. ForeignModel.Equinox, 0], end, "expected the magic bytes of a .npy array");
        Fault([.. ForeignModel.Equinox, 0x93], end + 1, "expected a .npy array of at least 8 bytes, found fewer");
    }

    [Fact]
    public void Another_window_is_refused() => ForeignModel.Fault(
        ForeignModel.Equinox.Length, "encoder.mlp.layers.0.weight: expected the shape (5, 36), found (5, 30)",
        () => EquinoxFile.Read(
            new MemoryStream(ForeignModel.Equinox), "model.eqx", ForeignModel.Settings with { WindowSteps = 5 }));

    [Fact]
    public void Damaged_files_are_refused_or_read_and_nothing_else()
    {
        int refused = ForeignModel.Damage(ForeignModel.Equinox, bytes => Read(bytes, ForeignModel.Config));
        Assert.InRange(refused, 1000, 3999);
        refused = ForeignModel.Damage(ForeignModel.Equinox, bytes => Read(bytes));
        Assert.InRange(refused, 1000, 3999);
    }

    [Fact]
    public void What_leaves_cannot_say_is_not_written()
    {
        Refused("control", "The head is control, over the control");
        Refused("flow", "The head is flow, over the control");
        Refused("standardized", "units standardised by the simulated prior");
        Refused("physical", "The activation is Silu");
        TrainedModel model = Read(ForeignModel.Equinox);
        TrainingPlan other = model.Plan with { Config = model.Plan.Config with { Depth = 2 } };
        Refuses.Argument("model", () => Bytes(model with { Plan = other }));
        model.Density.MutableParameters[7] = float.PositiveInfinity;
        Refuses.Argument("model", () => Bytes(model));
        Refuses.Argument("model", () => EquinoxFile.Write(null!, Stream.Null));
        Refuses.Argument("stream", () => EquinoxFile.Write(Read(ForeignModel.Equinox), null!));
        Refuses.Argument("settings", () => EquinoxFile.Load("model.eqx", null!));
        Refuses.Argument("config", () => EquinoxFile.Load("model.eqx", ForeignModel.Settings, new AmortizedConfig()));
        Refuses.Argument("WindowSteps", () => EquinoxFile.Load("model.eqx", ForeignModel.Settings with { WindowSteps = 0 }));
        Assert.Throws<FileNotFoundException>(() => EquinoxFile.Load("no-such-file.eqx", ForeignModel.Settings));
    }

    private static void Refused(string name, string why)
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(() => Bytes(ModelCase.Model(name)));
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
    }

    private static void Fault(byte[] bytes, long offset, string fault, AmortizedConfig? config = null)
    {
        VardaxFormatException failure = ForeignModel.Fault(bytes.Length, fault, () => Read(bytes, config));
        Assert.StartsWith("model.eqx: at byte ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(offset, failure.Offset);
    }

    private static TrainedModel ReferenceModel() => Model(Presets.Reference(), AmortizedConfig.Reference);

    private static TrainedModel Model(ProblemSettings settings, AmortizedConfig config) => new()
    {
        Plan = new TrainingPlan(settings, config, Recipes.Reference, RandomKey.FromSeed(0), RandomKey.FromSeed(1)),
        Density = WindowDensity.Create(config, new Standardization(settings.WindowEntries), RandomKey.FromSeed(0)),
    };

    private static byte[] Changed(int index, Func<NpyArray, NpyArray?> change)
    {
        IReadOnlyList<NpyArray> arrays = NpyArrays.ReadAll(new MemoryStream(ForeignModel.Equinox), "fixture");
        var stream = new MemoryStream();
        NpyFile.Write(stream, [.. arrays.Select((array, i) => i == index ? change(array) : array).OfType<NpyArray>()]);
        return stream.ToArray();
    }

    private static TrainedModel Read(byte[] bytes, AmortizedConfig? config = null) =>
        EquinoxFile.Read(new MemoryStream(bytes), "model.eqx", ForeignModel.Settings, config);

    private static byte[] Bytes(TrainedModel model)
    {
        var stream = new MemoryStream();
        EquinoxFile.Write(model, stream);
        return stream.ToArray();
    }
}
