using Vardax.Managed.Formats;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// The weights of a network alone, as safetensors under the reference's names: what another system exports, and knows nothing of
/// the problem, the recipe and the history that a <see cref="ModelFile"/> holds. The architecture is the reference's, of any
/// size: encoder, mean and log variance are MLPs of one width and depth, in physical units. docs/files.md has a script that
/// exports an Equinox model.
/// </summary>
/// <remarks>
/// For i from 0 to the depth: <c>encoder.mlp.layers.{i}.weight</c> (out, in) and <c>.bias</c> (out), and so
/// <c>head.mlp_mu.layers.{i}</c> and <c>head.mlp_log_var.layers.{i}</c>, all of type F32. The encoder's inputs are the window's
/// entries and its mask, (time, component) row-major. The metadata's entry <c>activation</c> may say what stands between the
/// layers: relu, silu or tanh.
/// </remarks>
public static class WeightsFile
{
    private const string ActivationEntry = "activation";

    /// <summary>Reads the weights as a model. Its recipe and keys are the reference's, its history is empty.</summary>
    /// <param name="path">The file.</param>
    /// <param name="settings">The problem that the network is for; its window has as many entries as the network.</param>
    /// <param name="activation">Between the layers; null for what the file says, and ReLU where it says nothing.</param>
    /// <exception cref="VardaxFormatException">The file is no safetensors file, holds other tensors than these, a number that is
    /// not finite, or another activation.</exception>
    /// <exception cref="ArgumentException">A setting is out of range; or the path is empty or no path.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static TrainedModel Load(string path, ProblemSettings settings, Activation? activation = null)
    {
        Require(settings, activation);
        return Import(SafeTensorsFile.Load(path), settings, activation);
    }

    /// <summary>Reads weights that are in memory as a model; as <see cref="Load"/>.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="settings">As for <see cref="Load"/>.</param>
    /// <param name="activation">As for <see cref="Load"/>.</param>
    /// <exception cref="VardaxFormatException">As for <see cref="Load"/>.</exception>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public static TrainedModel Parse(
        ReadOnlyMemory<byte> bytes, string name, ProblemSettings settings, Activation? activation = null)
    {
        Require(settings, activation);
        return Import(SafeTensorsFile.Parse(bytes, name), settings, activation);
    }

    /// <summary>Writes the weights of a model, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <param name="model">With a regression head in physical units.</param>
    /// <param name="path">The file, usually <c>.safetensors</c>; replaced where it exists. Its folder must exist.</param>
    /// <exception cref="ArgumentException">The model has another head or standardised units, which weights alone cannot express,
    /// or weights that are not finite; or the path is empty or no path.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static void Save(TrainedModel model, string path) => Of(model).Save(path);

    /// <summary>Writes the weights of a model at the stream's position; the stream stays open.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Save"/>.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public static void Write(TrainedModel model, Stream stream) => Of(model).Write(stream);

    // Without a digest: byte for byte what another system writes.
    private static SafeTensorsFile Of(TrainedModel model) => new(
        ReferenceNetwork.Of(model),
        new Dictionary<string, string> { [ActivationEntry] = FileFormat.Word(model.Plan.Config.Activation) });

    private static void Require(ProblemSettings settings, Activation? activation)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (activation is { } given && !Enum.IsDefined(given))
            throw new ArgumentOutOfRangeException(nameof(activation), given, "Expected a named activation.");
    }

    private static TrainedModel Import(SafeTensorsFile file, ProblemSettings settings, Activation? activation)
    {
        if (file.Metadata.TryGetValue("format", out string? format) && format == ModelFile.Kind)
            throw new VardaxFormatException(file.Name, 8, "expected weights alone, found a whole model with its own problem");
        string? warning = Digest.Check(file);
        const string first = "encoder.mlp.layers.";
        int depth = 0;
        while (file.TryFind($"{first}{depth + 1}.weight", out _))
            depth++;
        AmortizedConfig config = AmortizedConfig.Reference with
        {
            HiddenSize = depth == 0 ? AmortizedConfig.Reference.HiddenSize : Outputs(file, $"{first}0.weight"),
            LatentSize = Outputs(file, $"{first}{depth}.weight"),
            Depth = depth,
            Activation = ActivationOf(file, activation),
        };
        return ReferenceNetwork.Model(file, settings, config) with { Warning = warning };
    }

    /// <summary>A weight's outputs, the length of its first axis.</summary>
    private static int Outputs(SafeTensorsFile file, string name)
    {
        SafeTensor weight = file[name];
        return weight.Shape.Count == 2 && weight.Shape[0] is > 0 and <= int.MaxValue
            ? (int)weight.Shape[0]
            : throw weight.Fault($"expected a shape [outputs, inputs], found {SafeTensor.Describe(weight.Type, weight.Shape.ToArray())}");
    }

    private static Activation ActivationOf(SafeTensorsFile file, Activation? expected)
    {
        if (!file.Metadata.TryGetValue(ActivationEntry, out string? text))
            return expected ?? Activation.Relu;
        Activation[] possible = expected is { } one ? [one] : Enum.GetValues<Activation>();
        foreach (Activation known in possible)
        {
            if (FileFormat.Word(known) == text)
                return known;
        }

        string shown = text.Length <= 60 ? text : text[..60] + "...", words = string.Join(", ", possible.Select(FileFormat.Word));
        throw new VardaxFormatException(file.Name, 8, $"metadata {ActivationEntry}: expected {words}, found '{shown}'");
    }
}
