using Vardax.Managed.Formats;
using Vardax.Managed.Layers;
using Vardax.Managed.Models;
using Vardax.Managed.Tests.Cli;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

public sealed class WeightsFileTests
{
    private const string Name = "weights.safetensors";

    [Fact]
    public void Another_system_s_file_is_read_number_for_number_and_written_byte_for_byte()
    {
        TrainedModel model = Parse(ForeignModel.Weights);
        BitwiseAssert.Equal<float>(ForeignModel.Values, ForeignModel.ValuesOf(model));
        BitwiseAssert.Equal<byte>(ForeignModel.Weights, Bytes(model));
        Assert.Equal(ForeignModel.Config, model.Plan.Config);
        Assert.Equal(("reference", ForeignModel.Settings), (model.Plan.Recipe.Name, model.Settings));
        Assert.Empty(model.History.Losses);
    }

    [Fact]
    public void It_answers_as_the_same_model_from_leaves_does()
    {
        TrainedModel leaves = EquinoxFile.Read(new MemoryStream(ForeignModel.Equinox), "model.eqx", ForeignModel.Settings);
        (float[] expected, double[] expectedLog) = ModelCase.Answers(leaves.CreatePosterior());
        (float[] actual, double[] actualLog) = ModelCase.Answers(Parse(ForeignModel.Weights).CreatePosterior());
        BitwiseAssert.Equal<float>(expected, actual);
        BitwiseAssert.Equal<double>(expectedLog, actualLog);
    }

    [Fact]
    public void A_file_is_saved_whole_and_loaded_from_disk()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, Name);
        TrainedModel saved = ModelCase.Model("physical");
        File.WriteAllText(path, "something older");
        WeightsFile.Save(saved, path);
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
        TrainedModel loaded = WeightsFile.Load(path, saved.Settings);
        Assert.Equal(saved.Plan.Config, loaded.Plan.Config);
        BitwiseAssert.Equal<float>(saved.Density.Parameters.Span, loaded.Density.Parameters.Span);
        BitwiseAssert.Equal<float>(
            ModelCase.Answers(saved.CreatePosterior()).Values, ModelCase.Answers(loaded.CreatePosterior()).Values);
        Assert.Throws<FileNotFoundException>(() => WeightsFile.Load(path + "x", saved.Settings));
    }

    [Theory]
    [InlineData(null, null, Activation.Relu)]
    [InlineData(null, Activation.Tanh, Activation.Tanh)]
    [InlineData("silu", null, Activation.Silu)]
    [InlineData("tanh", Activation.Tanh, Activation.Tanh)]
    public void The_activation_is_the_file_s_or_the_caller_s(string? written, Activation? given, Activation expected) =>
        Assert.Equal(expected, Parse(WithActivation(written), given).Plan.Config.Activation);

    [Theory]
    [InlineData("relu", Activation.Tanh, "metadata activation: expected tanh, found 'relu'")]
    [InlineData("gelu", null, "metadata activation: expected relu, silu, tanh, found 'gelu'")]
    public void Two_that_differ_are_refused(string written, Activation? given, string fault)
    {
        byte[] bytes = WithActivation(written);
        ForeignModel.Fault(bytes.Length, fault, () => Parse(bytes, given));
    }

    [Fact]
    public void Other_tensors_than_the_network_s_are_refused_by_name()
    {
        Fault("encoder.mlp.layers.0.weight", _ => null, "expected a tensor 'encoder.mlp.layers.0.weight', found none among 11");
        Fault("encoder.mlp.layers.1.weight", _ => null, "tensor 'head.mlp_mu.layers.0.weight': expected F32 [15, 5]");
        Fault("head.mlp_log_var.layers.1.bias", _ => null,
            "tensor 'head.mlp_log_var.layers.1.bias': expected F32 [15], found no tensor");
        Fault("head.mlp_mu.layers.1.weight", t => SafeTensor.FromSingles(t.Name, [5, 15], t.ToSingles()),
            "expected F32 [15, 5], found F32 [5, 15]");
        Fault("head.mlp_mu.layers.1.bias", t => SafeTensor.FromDoubles(t.Name, [15], new double[15]),
            "expected F32 [15], found F64 [15]");
        Fault("encoder.mlp.layers.0.weight", t => SafeTensor.FromSingles(t.Name, [150], t.ToSingles()),
            "expected a shape [outputs, inputs], found F32 [150]");
        Fault("encoder.mlp.layers.0.weight", t => SafeTensor.FromSingles(t.Name, [0, 30], []),
            "expected a shape [outputs, inputs], found F32 [0, 30]");
        Fault("encoder.mlp.layers.0.bias", t => SafeTensor.FromSingles(t.Name, [5], [1, 2, float.NaN, 4, 5]),
            "element 2: expected a finite number, found NaN");
        Fault("encoder.mlp.layers.0.bias", t => SafeTensor.FromSingles("encoder.mlp.layers.0.scale", [5], t.ToSingles()),
            "tensor 'encoder.mlp.layers.0.bias': expected F32 [5], found no tensor");
        byte[] more = Changed([.. Fixture().Tensors, SafeTensor.FromSingles("linear.std", [1], [2])]);
        ForeignModel.Fault(more.Length, "tensor 'linear.std': expected the weights of a regression head", () => Parse(more));
    }

    [Theory]
    [MemberData(nameof(ModelCase.Names), MemberType = typeof(ModelCase))]
    public void A_whole_model_is_not_taken_for_its_weights(string name)
    {
        byte[] bytes = ModelCase.Bytes(ModelCase.Model(name));
        ForeignModel.Fault(bytes.Length, "found a whole model", () => Parse(bytes));
    }

    [Fact]
    public void Another_window_is_refused() => ForeignModel.Fault(
        ForeignModel.Weights.Length, "tensor 'encoder.mlp.layers.0.weight': expected F32 [5, 36], found F32 [5, 30]",
        () => WeightsFile.Parse(ForeignModel.Weights, Name, ForeignModel.Settings with { WindowSteps = 5 }));

    [Fact]
    public void Damaged_files_are_refused_or_read_and_nothing_else() =>
        Assert.InRange(ForeignModel.Damage(ForeignModel.Weights, bytes => Parse(bytes)), 1000, 3999);

    [Fact]
    public void What_weights_cannot_say_is_not_written()
    {
        Refuses.Argument("model", () => Bytes(ModelCase.Model("control")));
        Refuses.Argument("model", () => Bytes(ModelCase.Model("flow")));
        Refuses.Argument("model", () => Bytes(ModelCase.Model("standardized")));
        Refuses.Argument("model", () => WeightsFile.Write(null!, Stream.Null));
        Refuses.Argument("settings", () => WeightsFile.Load(Name, null!));
        Refuses.Argument("WindowSteps", () => WeightsFile.Load(Name, ForeignModel.Settings with { WindowSteps = 0 }));
        Refuses.Argument("activation", () => WeightsFile.Load(Name, ForeignModel.Settings, (Activation)7));
    }

    private static void Fault(string tensor, Func<SafeTensor, SafeTensor?> change, string fault)
    {
        Assert.True(Fixture().TryFind(tensor, out _), tensor);
        byte[] bytes = Changed(Fixture().Tensors.Select(t => t.Name == tensor ? change(t) : t).OfType<SafeTensor>());
        ForeignModel.Fault(bytes.Length, fault, () => Parse(bytes));
    }

    private static byte[] WithActivation(string? activation) =>
        Changed(Fixture().Tensors, activation is null ? [] : new() { ["activation"] = activation });

    private static byte[] Changed(IEnumerable<SafeTensor> tensors, Dictionary<string, string>? metadata = null)
    {
        var stream = new MemoryStream();
        new SafeTensorsFile(tensors, metadata).Write(stream);
        return stream.ToArray();
    }

    private static SafeTensorsFile Fixture() => SafeTensorsFile.Parse(ForeignModel.Weights, Name);

    private static TrainedModel Parse(byte[] bytes, Activation? activation = null) =>
        WeightsFile.Parse(bytes, Name, ForeignModel.Settings, activation);

    private static byte[] Bytes(TrainedModel model)
    {
        var stream = new MemoryStream();
        WeightsFile.Write(model, stream);
        return stream.ToArray();
    }
}
