using Vardax.Managed.Assimilation;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

public sealed class OnnxExporterTests
{
    private static readonly string[] Physical = ["Concat", "Gemm", "Relu", "Mul", "Exp"];
    private static readonly string[] Standardized =
    [
        .. Physical, "Sub", "Gather", "Add", "Cast", "Div", "Equal", "EyeLike", "Identity", "Loop", "MatMul", "Neg", "NonZero",
        "ReduceSum", "ScatterElements", "ScatterND", "Size", "Squeeze", "Unsqueeze", "Where",
    ];

    public static TheoryData<bool, bool, Activation> Posteriors
    {
        get
        {
            var posteriors = new TheoryData<bool, bool, Activation>();
            foreach (bool attractor in (bool[])[false, true])
            {
                foreach (bool robust in (bool[])[false, true])
                {
                    foreach (Activation activation in Enum.GetValues<Activation>())
                        posteriors.Add(attractor, robust, activation);
                }
            }

            return posteriors;
        }
    }

    [Theory]
    [MemberData(nameof(Posteriors))]
    public void Onnx_runtime_gives_the_same_prediction(bool attractor, bool robust, Activation activation)
    {
        var given = new OnnxCase(attractor, robust, activation);
        RequireAgreement(given, given.Posterior);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 2)]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    public void So_it_does_with_the_identity_encoder_at_any_depth(bool robust, int depth)
    {
        var given = new OnnxCase(attractor: true, robust);
        var config = AmortizedConfig.Reference with { Depth = depth, HiddenSize = 20 };
        RequireAgreement(given, WindowDensity.Create(new IdentityObsEncoder(given.Posterior.Entries), config,
            given.Posterior.Standardization, RandomKey.FromSeed(3)));
    }

    [Fact]
    public void And_where_observations_and_linear_estimate_have_different_centers()
    {
        var given = new OnnxCase(attractor: true, robust: true);
        LinearEstimator linear = given.Posterior.Standardization.Linear!;
        var other = new Climatology([.. linear.Mean.Select(x => x + 3)], [.. linear.Mean.Select(x => 5f)]);
        var units = new Standardization(new SimulatedPrior(other, linear), Vardax.Managed.Experiments.Presets.Attractor().Observing);
        RequireAgreement(given, WindowDensity.Create(new AmortizedConfig(), units, RandomKey.FromSeed(3)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Entries_that_are_missing_are_masked_out(bool robust)
    {
        var given = new OnnxCase(attractor: true, robust);
        using var model = new OnnxModel(given.Posterior);
        float[] whole = model.Predict(given.Observations, given.Mask, OnnxCase.Windows).Mean;
        var random = new Random(4);
        for (int i = 0; i < given.Mask.Length; i++)
        {
            if (random.Next(2) == 0)
                (given.Mask[i], given.Observations[i]) = (0, 0);
        }

        RequireAgreement(given, given.Posterior);
        (float[] mean, float[] std) = model.Predict(given.Observations, given.Mask, OnnxCase.Windows);
        Assert.NotEqual(whole, mean);
        if (!robust)
            return;
        for (int i = 0; i < given.Mask.Length; i++)
            given.Observations[i] = given.Mask[i] == 0 ? 1000 : given.Observations[i];
        (float[] maskedMean, float[] maskedStd) = model.Predict(given.Observations, given.Mask, OnnxCase.Windows);
        BitwiseAssert.Equal<float>(mean, maskedMean);
        BitwiseAssert.Equal<float>(std, maskedStd);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_changed_number_in_any_part_is_noticed(bool robust)
    {
        // A hundred steps of recipe robust, from outputs of zero, make next to nothing of some hidden units.
        var given = new OnnxCase(attractor: true, robust, Activation.Tanh);
        WindowDensity posterior = !robust ? given.Posterior : WindowDensity.Create(
            AmortizedConfig.Reference with { Activation = Activation.Tanh }, given.Posterior.Standardization, RandomKey.FromSeed(3));
        using var model = new OnnxModel(posterior);
        Span<float> parameters = posterior.MutableParameters;
        foreach (ParameterView part in posterior.Layout)
        {
            float before = parameters[part.Offset];
            parameters[part.Offset] += 1; // The first weight is of the window's first entry, which is observed.
            double worst = OnnxAgreement.Measure(posterior, model, given, OnnxCase.Windows).Worst;
            Assert.True(worst > OnnxAgreement.Tolerance, $"{part.Name}: {worst:E2}");
            parameters[part.Offset] = before;
        }
    }

    [Fact]
    public void The_file_names_its_version_producer_nodes_and_weights()
    {
        WindowDensity posterior = new OnnxCase(attractor: false, robust: true).Posterior;
        OnnxFile file = OnnxFile.Read(posterior);
        Assert.Equal((8, 17), (file.IrVersion, file.Opset));
        Assert.Equal("Vardax.Managed", file.Producer);
        Assert.Equal(typeof(OnnxExporter).Assembly.GetName().Version!.ToString(3), file.ProducerVersion);
        Assert.Equal(Standardized.Order(), file.Nodes.Select(node => node.Operator).Distinct().Order());
        Assert.Equal(file.Nodes.Count, file.Nodes.Select(node => node.Name).Distinct().Count());
        Assert.Equal(posterior.Layout.Select(part => part.Name[..part.Name.LastIndexOf('.')]).Distinct(),
            file.Nodes.Where(node => node.Operator == "Gemm" && node.Name != "linear.estimate").Select(node => node.Name));
        foreach (ParameterView part in posterior.Layout)
        {
            bool bias = part.Name.EndsWith(".bias", StringComparison.Ordinal);
            Assert.Equal(bias ? [part.Columns] : [part.Columns, part.Rows], file.Initializers[part.Name].Shape);
            float[] values = file.Values(part.Name), stored = part.Of(posterior.Parameters.Span).ToArray();
            Assert.Equal(stored.Length, values.Length);
            for (int i = 0; i < part.Rows; i++)
            {
                for (int j = 0; j < part.Columns; j++)
                    Assert.Equal(stored[(i * part.Columns) + j], values[(j * part.Rows) + i]);
            }
        }
    }

    [Fact]
    public void In_physical_units_there_is_no_standardisation()
    {
        OnnxFile file = OnnxFile.Read(new OnnxCase(attractor: false, robust: false).Posterior);
        Assert.Equal(Physical.Order(), file.Nodes.Select(node => node.Operator).Distinct().Order());
        Assert.Single(file.Nodes, node => node.Operator == "Mul");
        Assert.DoesNotContain(file.Initializers.Keys, name => name.StartsWith("standardization", StringComparison.Ordinal)
            || name.StartsWith("linear", StringComparison.Ordinal));
    }

    [Fact]
    public void Inputs_and_outputs_are_float32_windows_in_batches_of_any_size()
    {
        using var model = new OnnxModel(Untrained());
        foreach ((string name, var value) in model.Session.InputMetadata.Concat(model.Session.OutputMetadata))
        {
            Assert.Contains(name, (string[])["obs", "mask", "mean", "std"]);
            Assert.Equal(typeof(float), value.ElementType);
            Assert.Equal([-1, 6], value.Dimensions);
            Assert.Equal("batch", value.SymbolicDimensions[0]);
        }
    }

    [Fact]
    public void Bad_arguments_are_refused_by_name()
    {
        TrainedModel model = ModelCase.Model("physical");
        using var closed = new MemoryStream([], writable: false);
        Refuses.Argument("model", () => OnnxExporter.Write(null!, Stream.Null));
        Refuses.Argument("model", () => OnnxExporter.Save(null!, "model.onnx"));
        Refuses.Argument("stream", () => OnnxExporter.Write(model, null!));
        Refuses.Argument("stream", () => OnnxExporter.Write(model, closed));
        Refuses.Argument("posterior", () => OnnxFile.Bytes(OtherEncoder.Posterior()));
        Refuses.Argument("path", () => OnnxExporter.Save(model, ""));
    }

    internal static WindowDensity Untrained() =>
        WindowDensity.Create(AmortizedConfig.Reference, new Standardization(6), RandomKey.FromSeed(0));

    private static void RequireAgreement(OnnxCase given, WindowDensity posterior)
    {
        using var model = new OnnxModel(posterior);
        foreach (int batch in (int[])[1, OnnxCase.Windows])
        {
            OnnxAgreement agreement = OnnxAgreement.Measure(posterior, model, given, batch);
            Assert.True(agreement.Worst <= OnnxAgreement.Tolerance, $"batch {batch}: {agreement}");
        }
    }
}
