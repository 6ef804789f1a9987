using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

public sealed class OnnxControlTests
{
    private static readonly string[] Operators =
    [
        "Add", "Cast", "Concat", "Div", "Equal", "Exp", "Expand", "EyeLike", "Flatten", "Gather", "Gemm", "Identity", "Loop", "MatMul", "Mul",
        "Neg", "NonZero", "ReduceSum", "Relu", "ScatterElements", "ScatterND", "Shape", "Size", "Slice", "Sqrt", "Squeeze", "Sub",
        "Transpose", "Trilu", "Unsqueeze", "Where",
    ];

    [Theory]
    [InlineData(Activation.Relu, 1)]
    [InlineData(Activation.Silu, 2)]
    [InlineData(Activation.Tanh, 2)]
    [InlineData(Activation.Relu, 0)]
    public void Onnx_runtime_gives_the_same_moments(Activation activation, int depth) =>
        RequireAgreement(new OnnxControlCase(Random(activation, depth)));

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void So_it_does_for_any_number_of_components(int n) =>
        RequireAgreement(new OnnxControlCase(new LinearControl(n, 10, 0, 0).Guess));

    [Fact]
    public void So_it_does_of_a_local_architecture()
    {
        ControlDensity lattice = LatticeCase.Create(LatticeCase.Everywhere, zeroOutputs: false);
        Assert.IsType<LocalNetwork>(((MlpObsEncoder)lattice.Encoder).Network);
        RequireAgreement(new OnnxControlCase(lattice));
    }

    [Fact]
    public void So_it_does_of_a_trained_model_and_what_the_analysis_says_is_that()
    {
        TrainedModel model = ModelCase.Model("control");
        var posterior = (ControlDensity)model.Density;
        var given = new OnnxControlCase(posterior);
        int n = posterior.States, entries = posterior.Settings.WindowEntries;
        OnnxGaps.Make(given.Observations, given.Mask, entries, n);
        RequireAgreement(given);
        using var onnx = new OnnxModel(OnnxFile.Bytes(posterior), entries);
        (float[] means, float[] stds, _) = given.Run(onnx, OnnxControlCase.Windows);
        var analysis = new ControlAnalysis(posterior);
        float[] mean = new float[entries], std = new float[entries];
        for (int row = 0; row < 20; row++)
        {
            var window = new ObservedWindow(
                posterior.Settings, given.Observations[(row * entries)..((row + 1) * entries)],
                given.Mask[(row * entries)..((row + 1) * entries)]);
            Assert.True(analysis.Analyze(window, mean, std).IsUsable);
            CloseAssert.Absolute(mean.AsSpan(0, n), means.AsSpan(row * n, n), 1e-4, $"mean of window {row}");
            for (int i = 0; i < n; i++)
                CloseAssert.Relative(std[i], stds[(row * n) + i], 1e-5, $"std of window {row}");
        }
    }

    [Fact]
    public void Entries_that_are_missing_are_masked_out()
    {
        var given = new OnnxControlCase(Random(Activation.Silu, 2));
        using var model = Exported(given.Posterior);
        float[] whole = given.Run(model, OnnxControlCase.Windows).Mean;
        var random = new Random(4);
        for (int i = 0; i < given.Mask.Length; i++)
        {
            if (random.Next(2) == 0)
                (given.Mask[i], given.Observations[i]) = (0, 0);
        }

        RequireAgreement(given);
        (float[] mean, float[] std, float[] root) = given.Run(model, OnnxControlCase.Windows);
        Assert.NotEqual(whole, mean);
        for (int i = 0; i < given.Mask.Length; i++)
            given.Observations[i] = given.Mask[i] == 0 ? 1000 : given.Observations[i];
        (float[] maskedMean, float[] maskedStd, float[] maskedRoot) = given.Run(model, OnnxControlCase.Windows);
        BitwiseAssert.Equal<float>(mean, maskedMean);
        BitwiseAssert.Equal<float>(std, maskedStd);
        BitwiseAssert.Equal<float>(root, maskedRoot);
    }

    [Fact]
    public void What_training_never_observed_changes_nothing()
    {
        var given = new OnnxControlCase(Random(Activation.Silu, 2));
        using var model = Exported(given.Posterior);
        float[] before = given.Run(model, OnnxControlCase.Windows).Mean;
        int entries = given.Posterior.Settings.WindowEntries;
        for (int i = 0; i < given.Mask.Length; i++)
        {
            if (!given.Posterior.ObservedEntries.Contains(i % entries))
                (given.Mask[i], given.Observations[i]) = (1, 5);
        }

        BitwiseAssert.Equal<float>(before, given.Run(model, OnnxControlCase.Windows).Mean);
    }

    [Fact]
    public void A_changed_number_in_any_part_is_noticed()
    {
        var given = new OnnxControlCase(Random(Activation.Tanh, 2));
        using var model = Exported(given.Posterior);
        Span<float> parameters = given.Posterior.MutableParameters;
        foreach (ParameterView part in given.Posterior.Layout)
        {
            float before = parameters[part.Offset];
            parameters[part.Offset] += 0.1f; // The first weight is of the first observed entry.
            double worst = given.Worst(model, OnnxControlCase.Windows);
            Assert.True(worst > OnnxAgreement.Tolerance, $"{part.Name}: {worst:E2}");
            parameters[part.Offset] = before;
        }

        var other = ControlStandardization.Estimate(AttractorControl.Generator, RandomKey.FromSeed(80), 4096);
        ControlDensity elsewhere = ControlDensity.Create(
            AttractorControl.Settings, Config(Activation.Tanh, 2), other, RandomKey.FromSeed(7), zeroOutputs: false);
        Assert.True(new OnnxControlCase(elsewhere).Worst(model, OnnxControlCase.Windows) > OnnxAgreement.Tolerance);
    }

    [Fact]
    public void The_file_names_its_nodes_and_weights()
    {
        ControlDensity posterior = Random(Activation.Relu, 1);
        OnnxFile file = OnnxFile.Read(posterior);
        Assert.Equal((8, 17), (file.IrVersion, file.Opset));
        Assert.Equal(Operators, file.Nodes.Select(node => node.Operator).Distinct().Order());
        Assert.Equal(file.Nodes.Count, file.Nodes.Select(node => node.Name).Distinct().Count());
        foreach (ParameterView part in posterior.Layout)
        {
            bool bias = part.Name.EndsWith(".bias", StringComparison.Ordinal);
            Assert.Equal(bias ? [part.Columns] : [part.Columns, part.Rows], file.Initializers[part.Name].Shape);
        }

        using var model = new OnnxModel(OnnxFile.Bytes(posterior), posterior.Settings.WindowEntries);
        Assert.Equal(["mask", "obs"], model.Session.InputMetadata.Keys.Order());
        int entries = posterior.Settings.WindowEntries;
        Assert.All(model.Session.InputMetadata.Values, input => Assert.Equal([-1, entries], input.Dimensions));
        Assert.Equal([-1, 3], model.Session.OutputMetadata["mean"].Dimensions);
        Assert.Equal([-1, 3], model.Session.OutputMetadata["std"].Dimensions);
        Assert.Equal([-1, 3, 3], model.Session.OutputMetadata["root"].Dimensions);
        Assert.All(model.Session.OutputMetadata.Values, output => Assert.Equal("batch", output.SymbolicDimensions[0]));
    }

    [Theory]
    [InlineData("control")]
    [InlineData("standardized")]
    [InlineData("physical")]
    public void A_trained_model_s_file_is_its_network_s(string name)
    {
        TrainedModel model = ModelCase.Model(name);
        byte[] expected = OnnxFile.Bytes(model.Density);
        using var stream = new MemoryStream();
        OnnxExporter.Write(model, stream);
        Assert.Equal(expected, stream.ToArray());
        string path = Path.Combine(Directory.CreateTempSubdirectory("vardax-").FullName, "model.onnx");
        OnnxExporter.Save(model, path);
        Assert.Equal(expected, File.ReadAllBytes(path));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_flow_is_refused()
    {
        ArgumentException flow = Assert.Throws<ArgumentException>(() => OnnxExporter.Write(ModelCase.Model("flow"), Stream.Null));
        Assert.Equal("model", flow.ParamName);
        Assert.Contains("The head is not Gaussian", flow.Message, StringComparison.Ordinal);
    }

    private static AmortizedConfig Config(Activation activation, int depth) =>
        AttractorControl.Config with { Activation = activation, Depth = depth };

    private static ControlDensity Random(Activation activation, int depth) => ControlDensity.Create(
        AttractorControl.Settings, Config(activation, depth), AttractorControl.Linear.Standardization, RandomKey.FromSeed(7),
        zeroOutputs: false);

    private static OnnxModel Exported(ControlDensity posterior) =>
        new(OnnxFile.Bytes(posterior, window: false), posterior.Settings.WindowEntries);

    private static void RequireAgreement(OnnxControlCase given)
    {
        using OnnxModel model = Exported(given.Posterior);
        foreach (int batch in (int[])[1, 300, OnnxControlCase.Windows])
        {
            double worst = given.Worst(model, batch);
            Assert.True(worst <= OnnxAgreement.Tolerance, $"batch {batch}: {worst:E2}");
        }
    }
}
