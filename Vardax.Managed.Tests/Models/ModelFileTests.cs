using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Cli;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

public class ModelFileTests
{
    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public void A_loaded_model_gives_the_bits_of_the_one_saved(string name)
    {
        TrainedModel saved = ModelCase.Model(name), loaded = ModelCase.Reread(saved);
        foreach (Func<TrainedModel, IPosterior> create in (Func<TrainedModel, IPosterior>[])
            [m => m.CreatePosterior(), m => m.CreateAmortized()])
        {
            Assert.Equal(create(saved).Name, create(loaded).Name);
            (float[] expected, double[] expectedLog) = ModelCase.Answers(create(saved));
            (float[] actual, double[] actualLog) = ModelCase.Answers(create(loaded));
            BitwiseAssert.Equal<float>(expected, actual, name);
            BitwiseAssert.Equal<double>(expectedLog, actualLog, name);
        }

        BitwiseAssert.Equal<byte>(ModelCase.Bytes(saved), ModelCase.Bytes(loaded), "what is saved again");
    }

    [Fact]
    public async Task Saving_and_loading_need_no_thread()
    {
        using var folder = new Cli.TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        TrainedModel saved = ModelCase.Model("control");
        await ModelFile.SaveAsync(saved, path, cancellation);
        Assert.Equal(ModelCase.Bytes(saved), await File.ReadAllBytesAsync(path, cancellation));
        Assert.Equal(ModelCase.Bytes(saved), ModelCase.Bytes(await ModelFile.LoadAsync(path, cancellation: cancellation)));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ModelFile.LoadAsync(path + "?", cancellation: cancellation));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ModelFile.LoadAsync(path, cancellation: new CancellationToken(canceled: true)));
        await File.WriteAllTextAsync(path, "no model", cancellation);
        VardaxFormatException failure = await Assert.ThrowsAsync<VardaxFormatException>(
            () => ModelFile.LoadAsync(path, cancellation: cancellation));
        Assert.Equal(path, failure.File);
    }

    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public void All_that_is_known_of_a_model_survives(string name)
    {
        TrainedModel saved = ModelCase.Model(name), loaded = ModelCase.Reread(saved);
        Assert.Equal(saved.Name, loaded.Name);
        Assert.Equal(saved.Plan with { Settings = loaded.Settings }, loaded.Plan);
        Assert.Equal(saved.Settings, loaded.Settings);
        Assert.Equal(saved.History.Losses, loaded.History.Losses);
        Assert.Equal(saved.History.ValidationLosses, loaded.History.ValidationLosses);
        Assert.Equal((saved.History.Status, saved.History.TrainTimeS), (loaded.History.Status, loaded.History.TrainTimeS));
        Assert.Equal(saved.Polish, loaded.Polish);
        Assert.Equal(saved.Background?.LeadSteps, loaded.Background?.LeadSteps);
        Assert.Equal(saved.Calibration?.Gates, loaded.Calibration?.Gates);
        Assert.Equal(saved.Calibration?.Nll, loaded.Calibration?.Nll);
        Assert.Equal(saved.Typicality?.Threshold, loaded.Typicality?.Threshold);
        AssimilationProblem problem = ModelCase.Generator.Generate(RandomKey.FromSeed(3));
        Assert.Equal(saved.Typicality?.Score(problem), loaded.Typicality?.Score(problem));
    }

    [Fact]
    public void Weights_stand_under_the_reference_s_names_outputs_by_inputs()
    {
        TrainedModel model = ModelCase.Model("physical");
        SafeTensorsFile file = SafeTensorsFile.Parse(ModelCase.Bytes(model), "model");
        SafeTensor weight = file.Find("encoder.mlp.layers.0.weight", SafeTensorType.F32, 5, 30);
        ReadOnlySpan<float> stored = model.Density.Layout[0].Of(model.Density.Parameters.Span);
        float[] values = weight.ToSingles();
        Assert.Equal((stored[0], stored[1], stored[5]), (values[0], values[30], values[1]));
        file.Find("encoder.mlp.layers.0.bias", SafeTensorType.F32, 5);
        file.Find("encoder.mlp.layers.1.weight", SafeTensorType.F32, 4, 5);
        file.Find("head.mlp_mu.layers.1.weight", SafeTensorType.F32, 15, 5);
        file.Find("head.mlp_log_var.layers.0.bias", SafeTensorType.F32, 5);
        Assert.Equal("vardax.managed.model", file.Metadata["format"]);
        Assert.Contains("\"model\":\"Lorenz-63\"", file.Metadata["problem"], StringComparison.Ordinal);
        Assert.Contains("123456789abcdef0", file.Metadata["keys"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_loaded_from_disk_and_from_a_stream()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        TrainedModel model = ModelCase.Model("control");
        File.WriteAllText(path, "something older");
        ModelFile.Save(model, path);
        Assert.Equal(ModelCase.Bytes(model), File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(ModelCase.Bytes(model), ModelCase.Bytes(ModelFile.Load(path)));
        using FileStream stream = File.OpenRead(path);
        Assert.Equal(ModelCase.Bytes(model), ModelCase.Bytes(ModelFile.Read(stream, "stream")));
        Assert.Throws<FileNotFoundException>(() => ModelFile.Load(path + "x"));
    }

    [Fact]
    public void One_model_serves_many_threads_with_the_bits_of_one()
    {
        const int Windows = 1000;
        foreach (string name in (string[])["control", "flow", "standardized"])
        {
            TrainedModel model = ModelCase.Reread(ModelCase.Model(name));
            float[][] Analyze(int threads)
            {
                var results = new float[Windows][];
                Parallel.For(0, Windows, new ParallelOptions { MaxDegreeOfParallelism = threads }, model.CreatePosterior,
                    (i, _, posterior) =>
                    {
                        ObservedWindow window = ModelCase.Generator.Generate(RandomKey.FromSeed(6).Child((ulong)i));
                        float[] mean = new float[SmallPosterior.Entries], std = new float[mean.Length];
                        posterior.Analyze(window, mean, std);
                        results[i] = [.. mean, .. std];
                        return posterior;
                    }, _ => { });
                return results;
            }

            float[][] one = Analyze(1), eight = Analyze(8);
            for (int i = 0; i < Windows; i++)
                BitwiseAssert.Equal<float>(one[i], eight[i], $"{name}, window {i}");
        }
    }

    [Fact]
    public void Other_versions_and_other_files_are_refused_by_name()
    {
        Fault("format", "something else", "expected a file of format vardax.managed.model, found 'something else'");
        Fault("format_version", "2", "format version '2', written by library version '0.1.0'; version 0.1.0 reads format version 1");
        Fault("format_version", "0", "format version '0'");
        Fault("format_version", null, "metadata format_version: expected a value, found none");
        Fault("format", null, "expected a file of format vardax.managed.model, found none");
    }

    [Theory]
    [InlineData("architecture", "{\"head\"", "{{\"head\"", "metadata architecture: expected JSON")]
    [InlineData("architecture", "\"hidden_size\":5", "\"hidden_size\":6", "metadata architecture: The architecture has")]
    [InlineData("architecture", "\"hidden_size\":5", "\"hidden_size\":2000000000", "metadata architecture: ")]
    [InlineData("architecture", "\"depth\":1", "\"depth\":1000000000", "depth 1000000000 takes more layers than the file has")]
    [InlineData("architecture", "\"depth\":1", "\"depth\":1.5", "metadata architecture.depth: expected a whole number")]
    [InlineData("architecture", "\"control\"", "\"magic\"", "metadata architecture.head: expected control, flow, regression, found \"magic\"")]
    [InlineData("architecture", "\"latent_size\":4,", "", "metadata architecture.latent_size: expected a value, found none")]
    [InlineData("problem", "Lorenz-63", "Lorenz-96", "metadata problem.model: expected a model that is known here")]
    [InlineData("problem", "\"sigma\":10", "\"sigma\":10,\"tau\":1", "The parameters are")]
    [InlineData("problem", "\"t_assim\":4", "\"t_assim\":100000000", "metadata problem: expected settings that are possible")]
    [InlineData("problem", "\"t_assim\":4,\"t_total\":8", "\"t_assim\":80000000,\"t_total\":80000000", "tensor 'problem.mask'")]
    [InlineData("problem", "\"every\":2", "\"every\":3", "expected the mask that the problem's settings make")]
    [InlineData("problem", "\"dt\":0.01", "\"dt\":1e999", "metadata problem.dt: expected a finite number, found 1e999")]
    [InlineData("recipe", "\"steps\":30", "\"steps\":0", "metadata recipe: expected a recipe that is possible")]
    [InlineData("recipe", "\"warmup_cosine\"", "\"cubic\"", "expected constant, warmup_cosine, one_cycle or table, found \"cubic\"")]
    [InlineData("keys", "123456789abcdef0", "123456789abcdefg", "metadata keys.train: expected sixteen hexadecimal digits")]
    [InlineData("polish", "\"lead_steps\":20", "\"lead_steps\":201", "metadata polish.lead_steps: expected 0 to 200, found 201")]
    [InlineData("problem", "\"burn_in_steps\":200", "\"burn_in_steps\":2147483647", "expected 0 to 10000, found 1000000000", "\"lead_steps\":20", "\"lead_steps\":1000000000")]
    [InlineData("problem", "\"dt\":0.01", "\"dt\":0.01,\"dt\":0.02", "metadata problem: expected JSON")]
    [InlineData("problem", "[\"x\",\"y\",\"z\"]", "[\"x\",\"z\",\"y\"]", "metadata problem.components: expected x, y, z, the model's")]
    [InlineData("recipe", "\"robust\"", "\"\\ud800\"", "metadata recipe: expected JSON")]
    [InlineData("recipe", "\"name\"", "\"\\udc00\"", "metadata recipe: expected JSON")]
    [InlineData("training", "\"completed\"", "\"won\"", "metadata training.status: expected completed, stopped_early, cancelled, non_finite")]
    [InlineData("training", "\"steps\":30", "\"steps\":31", "metadata training.steps: expected 30, as many as tensor 'history.loss' has, found 31")]
    [InlineData("training", "\"final_nll\":", "\"final_nll\":1", "metadata training.final_nll: expected ")]
    [InlineData("calibration", "\"problems\":64", "\"problems\":[64]", "metadata calibration.problems: expected a whole number, found [64]")]
    [InlineData("calibration", "\"TARP\":\"pass\"", "\"TARP\":{}", "metadata calibration.gates.TARP: expected text, found {}")]
    public void Metadata_that_lies_is_refused(string entry, string of, string by, string fault, string polishOf = "", string polishBy = "")
    {
        string text = SafeTensorsFile.Parse(ModelCase.Bytes(ModelCase.Model("control")), "model").Metadata[entry];
        Assert.Contains(of, text, StringComparison.Ordinal);
        byte[] bytes = Changed(entry, _ => text.Replace(of, by, StringComparison.Ordinal));
        Fault(polishOf.Length == 0 ? bytes : Changed(bytes, "polish", p => p!.Replace(polishOf, polishBy, StringComparison.Ordinal)), fault);
    }

    [Fact]
    public void Deep_and_long_metadata_is_refused_before_it_costs_anything()
    {
        Fault("polish", string.Concat(Enumerable.Repeat("[", 1000)), "metadata polish: expected JSON");
        Fault("polish", "{\"a\":" + string.Concat(Enumerable.Repeat("[", 20)) + "]", "metadata polish: expected JSON");
        Fault("polish", "[" + new string(' ', 70_000) + "]", "expected at most 65536 characters, found 70002");
        Fault("polish", "[]", "metadata polish: expected an object, found []");
    }

    [Fact]
    public void Tensors_that_lie_are_refused()
    {
        TensorFault("encoder.mlp.layers.0.weight", t => SafeTensor.FromSingles(t.Name, [18, 5], t.ToSingles()), "expected F32 [5, 18], found F32 [18, 5]");
        TensorFault("encoder.mlp.layers.0.bias", _ => null, "metadata architecture: The architecture has");
        TensorFault("head.mlp.layers.0.bias", t => SafeTensor.FromSingles(t.Name, [5], [1, 2, float.NaN, 4, 5]), "element 2: expected a finite number, found NaN");
        TensorFault("standardization.factor", t => SafeTensor.FromDoubles(t.Name, [3, 3], new double[9]), "Expected a positive diagonal.");
        TensorFault("standardization.precision", t => SafeTensor.FromDoubles(t.Name, [9, 9], new double[81]), "Expected a positive definite precision.");
        TensorFault("typicality.lowest", t => SafeTensor.FromDoubles(t.Name, [8], new double[8]), "tensor 'typicality.lowest'");
        TensorFault("standardization.gain", t => SafeTensor.FromDoubles(t.Name, [2, 2], new double[4]), "tensor 'standardization.gain': expected F64");
        TensorFault("standardization.mean", t => SafeTensor.FromDoubles(t.Name, [3], [1, double.PositiveInfinity, 0]), "tensor 'standardization.mean'");
        TensorFault("standardization.observed", t => SafeTensor.FromInt32s(t.Name, [9], [0, 1, 2, 6, 7, 8, 12, 13, 15]), "expected ascending indices from 0 to 14, found 15 at 8");
        TensorFault("standardization.observed", t => SafeTensor.FromInt32s(t.Name, [9], [0, 1, 2, 6, 6, 8, 12, 13, 14]), "found 6 at 4");
        TensorFault("recalibration.0.classes", t => SafeTensor.FromDoubles(t.Name, t.Shape.ToArray(), new double[t.Shape[0] * t.Shape[1]]), "Expected weights that sum to 1");
        TensorFault("recalibration.1.splits", _ => null, "tensor 'recalibration.1.splits'");
        TensorFault("recalibration.0.splits", t => Splits(t, [12, 0.5, -1, -2]), "expected features below 12");
        TensorFault("recalibration.0.splits", t => Splits(t, [0, 0.5, -1, -99]), "Split 0 leads nowhere");
        TensorFault("typicality.factor", t => SafeTensor.FromDoubles(t.Name, [9, 9], new double[81]), "Expected a positive diagonal");
        TensorFault("recalibration.0.splits", t => Splits(t, [0.5, 0, -1, -2]), "expected whole numbers, found 0.5");
        TensorFault("recalibration.0.splits", t => Splits(t, [99, 0, -1, -2]), "expected features below 12");
        TensorFault("recalibration.0.splits", t => Splits(t, [0, 0, 0, -2]), "Split 0 leads nowhere");
        TensorFault("history.loss", t => SafeTensor.FromDoubles(t.Name, [3, 10], new double[30]), "tensor 'history.loss'");
        TensorFault("history.validation", t => SafeTensor.FromDoubles(t.Name, [1, 2], [0.5, 1]), "steps below the 30 made, found 0.5");
        TensorFault("history.validation", t => SafeTensor.FromDoubles(t.Name, [1, 2], [30, 1]), "steps below the 30 made, found 30");
        TensorFault("history.validation", t => SafeTensor.FromDoubles(t.Name, [2, 2], [9, 1, 9, 1]), "steps below the 30 made, found 9");
        TensorFault("problem.mask", _ => null, "tensor 'problem.mask'");
    }

    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public void Every_tensor_of_a_group_is_needed_and_no_group_is_there_that_is_not_used(string name)
    {
        SafeTensorsFile file = SafeTensorsFile.Parse(ModelCase.Bytes(ModelCase.Model(name)), "model");
        foreach (SafeTensor tensor in file.Tensors)
        {
            using var without = new MemoryStream();
            new SafeTensorsFile(file.Tensors.Where(t => t != tensor), Metadata()).Write(without);
            Assert.Throws<VardaxFormatException>(() => ModelFile.Parse(without.ToArray(), "model"));
        }

        foreach (string group in (string[])["climatology", "linear", "standardization", "recalibration", "background",
            "polished_recalibration", "typicality"])
        {
            if (file.Tensors.Any(tensor => tensor.Name.StartsWith(group + '.', StringComparison.Ordinal)))
                continue;
            using var with = new MemoryStream();
            new SafeTensorsFile([.. file.Tensors, SafeTensor.FromDoubles($"{group}.mean", [1], [0])], Metadata()).Write(with);
            VardaxFormatException failure = Assert.Throws<VardaxFormatException>(() => ModelFile.Parse(with.ToArray(), "model"));
            Assert.Contains(group, failure.Message, StringComparison.Ordinal);
        }

        Dictionary<string, string> Metadata() => file.Metadata.Where(entry => entry.Key != "digest").ToDictionary();
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_written()
    {
        TrainedModel model = ModelCase.Model("control");
        Refuses.Argument("model", () => ModelCase.Bytes(model with
        {
            Plan = model.Plan with { Config = model.Plan.Config with { HiddenSize = 6 } },
        }));
        Refuses.Argument("model", () => ModelCase.Bytes(model with { Background = model.Background! with { LeadSteps = 201 } }));
        Refuses.Argument("model", () => ModelCase.Bytes(ModelCase.Model("standardized") with { Background = model.Background }));
        Refuses.Argument("model", () => ModelCase.Bytes(ModelCase.Model("standardized") with { Recalibration = model.Recalibration }));
        Refuses.Argument("model", () => ModelFile.Write(null!, Stream.Null));
    }

    [Fact]
    public void A_schedule_of_one_s_own_comes_back_as_the_table_of_its_rates()
    {
        TrainedModel model = ModelCase.Model("control");
        TrainingRecipe own = model.Plan.Recipe with { Schedule = new Own() };
        byte[] bytes = ModelCase.Bytes(model with { Plan = model.Plan with { Recipe = own } });
        TrainingRecipe loaded = ModelFile.Parse(bytes, "model").Plan.Recipe;
        RateTable table = Assert.IsType<RateTable>(loaded.Schedule);
        Assert.Equal(Enumerable.Range(0, own.Steps).Select(step => own.Schedule.Rate(step, own.Steps)), table.Rates);
        Assert.Equal(own with { Schedule = table }, loaded);
        Fault(Changed(bytes, "recipe", text => text.Replace("\"rates\":[0.0", "\"rates\":[-0.0", StringComparison.Ordinal)),
            "expected a rate of 0 or more for each step");
    }

    [Fact]
    public void Scores_that_are_no_numbers_are_left_out_and_come_back_as_none()
    {
        TrainedModel model = ModelCase.Model("control");
        TrainedModel loaded = ModelCase.Reread(model with
        {
            Calibration = model.Calibration! with { Nll = double.NaN, RmseAssim = double.PositiveInfinity },
        });
        Assert.Equal((double.NaN, double.NaN), (loaded.Calibration!.Nll, loaded.Calibration.RmseAssim));
        Assert.Equal(model.Calibration.Coverage1Sigma, loaded.Calibration.Coverage1Sigma);
    }

    [Fact]
    public void A_dynamical_model_of_one_s_own_is_created_by_its_owner()
    {
        byte[] bytes = Changed("problem", text => text.Replace("Lorenz-63", "Own", StringComparison.Ordinal));
        string asked = "";
        TrainedModel loaded = ModelFile.Parse(bytes, "model", (name, parameters) =>
        {
            asked = $"{name} {parameters["rho"]}";
            return new Lorenz63();
        });
        Assert.Equal("Own 28", asked);
        Assert.IsType<Lorenz63>(loaded.Settings.Model);
    }

    /// <summary>The tree with other numbers in its root.</summary>
    private static SafeTensor Splits(SafeTensor tree, double[] root) =>
        SafeTensor.FromDoubles(tree.Name, [.. tree.Shape], [.. root, .. tree.ToDoubles()[4..]]);

    private static void Fault(string entry, string? text, string fault) => Fault(Changed(entry, _ => text), fault);

    private static void TensorFault(string tensor, Func<SafeTensor, SafeTensor?> change, string fault)
    {
        SafeTensorsFile file = SafeTensorsFile.Parse(ModelCase.Bytes(ModelCase.Model("control")), "model");
        Assert.True(file.TryFind(tensor, out _), tensor);
        using var stream = new MemoryStream();
        new SafeTensorsFile(
            file.Tensors.Select(t => t.Name == tensor ? change(t) : t).OfType<SafeTensor>(),
            file.Metadata.Where(entry => entry.Key != "digest").ToDictionary()).Write(stream);
        Fault(stream.ToArray(), fault);
    }

    private static void Fault(byte[] bytes, string fault)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        VardaxFormatException failure = Assert.Throws<VardaxFormatException>(() => ModelFile.Parse(bytes, "model.safetensors"));
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("model.safetensors: ", failure.Message, StringComparison.Ordinal);
        Assert.True(allocated < (2 * bytes.Length) + (1 << 20), $"{allocated} bytes allocated for a file of {bytes.Length}");
    }

    private static byte[] Changed(string entry, Func<string, string?> change) =>
        Changed(ModelCase.Bytes(ModelCase.Model("control")), entry, change);

    private static byte[] Changed(byte[] bytes, string entry, Func<string, string?> change)
    {
        SafeTensorsFile file = SafeTensorsFile.Parse(bytes, "model");
        var metadata = new Dictionary<string, string>(file.Metadata);
        if (change(metadata[entry]) is { } text)
            metadata[entry] = text;
        else
            metadata.Remove(entry);
        metadata.Remove("digest");
        using var stream = new MemoryStream();
        new SafeTensorsFile(file.Tensors, metadata).Write(stream);
        return stream.ToArray();
    }

    private sealed record Own : ILearningRateSchedule
    {
        public double Rate(int step, int totalSteps) => 1.0 / (100 + (7 * step) + totalSteps);
    }
}
