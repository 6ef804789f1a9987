using System.Text.Json;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>The arrays of a file without names, and what they are of a model.</summary>
internal sealed class EquinoxLeaves
{
    private const int LongestLine = 65_536;

    private readonly ByteSource source;
    private readonly string? activation;
    private readonly List<(NpyArray Array, long Start, long Data)> leaves = [];

    /// <summary>Reads all arrays, and the line of JSON before them if there is one.</summary>
    /// <exception cref="VardaxFormatException">What the source holds are not arrays of single-precision numbers.</exception>
    public EquinoxLeaves(ByteSource source)
    {
        this.source = source;
        if (source.Peek() == '{')
            activation = Activation();
        long total = 0, start = source.Offset;
        while (NpyArray.TryRead(source) is { } array)
        {
            string at = $"array {leaves.Count}";
            if (array.Type != NpyType.F32)
            {
                throw Fault(start, $"{at}: expected elements of '{NpyType.F32.Description()}', single precision, found "
                    + $"'{array.Type.Description()}'");
            }

            // The model's parameters are one buffer.
            total += array.Data.Length;
            if (total > Array.MaxLength)
                throw Fault(start, $"{at}: expected at most {Array.MaxLength} bytes of arrays");
            leaves.Add((array, start, source.Offset - array.Data.Length));
            start = source.Offset;
        }
    }

    /// <summary>The model that they are of, in the order of <see cref="ReferenceNetwork.Tensors"/>.</summary>
    /// <exception cref="VardaxFormatException">They are of none, or of one of another architecture than expected.</exception>
    public TrainedModel Model(ProblemSettings settings, AmortizedConfig? expected)
    {
        AmortizedConfig config = expected ?? Sizes();
        string word = FileFormat.Word(config.Activation);
        if (activation is not null && activation != word)
            throw Fault(0, $"hyperparameters: expected the activation {word}, found {SafeTensorsHeader.Quoted(activation)}");
        var tensors = new List<SafeTensor>(leaves.Count);
        foreach ((string name, long[] shape) in ReferenceNetwork.Tensors(settings.WindowEntries, config))
        {
            string what = $"array {tensors.Count}, {name}: expected the shape {Shown(shape)}";
            if (tensors.Count == leaves.Count)
                throw Fault(source.Offset, $"{what}, found the end");
            (NpyArray array, long start, long data) = leaves[tensors.Count];
            if (!array.Shape.Select(axis => (long)axis).SequenceEqual(shape))
                throw Fault(start, $"{what}, found {Shown(array.Shape)}");
            tensors.Add(new SafeTensor(source.Name, name, SafeTensorType.F32, shape, data, array.Data));
        }

        return tensors.Count == leaves.Count
            ? ReferenceNetwork.Model(
                new SafeTensorsFile(source.Name, default, [.. tensors], tensors.ToDictionary(tensor => tensor.Name), []), settings, config)
            : throw Fault(leaves[tensors.Count].Start, $"expected nothing after {tensors.Count} arrays, found {leaves.Count}");
    }

    /// <summary>What the line of hyperparameters says of the one thing that the arrays cannot tell.</summary>
    private string? Activation()
    {
        List<byte> line = [];
        Span<byte> next = stackalloc byte[1];
        while (source.Read(next) == 1 && next[0] != '\n')
        {
            line.Add(next[0]);
            if (line.Count > LongestLine)
                throw Fault(0, $"expected a line of hyperparameters of at most {LongestLine} bytes before the arrays");
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(line.ToArray());
            return document.RootElement.TryGetProperty("activation", out JsonElement value) ? value.ToString() : null;
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new VardaxFormatException(
                source.Name, 0, "expected a .npy array, or a line of JSON with the hyperparameters before it", failure);
        }
    }

    /// <summary>The architecture that has arrays of these shapes, if any has.</summary>
    private AmortizedConfig Sizes()
    {
        if (leaves.Count == 0 || leaves.Count % ReferenceNetwork.TensorsPerLayer != 0)
        {
            throw Fault(source.Offset, $"expected {ReferenceNetwork.TensorsPerLayer} arrays for each layer, weights and biases "
                + $"of three MLPs of one depth, found {leaves.Count} arrays");
        }

        int depth = (leaves.Count / ReferenceNetwork.TensorsPerLayer) - 1;
        int hidden = Outputs(0), latent = Outputs(2 * depth);
        return AmortizedConfig.Reference with
        {
            HiddenSize = depth == 0 ? AmortizedConfig.Reference.HiddenSize : hidden,
            LatentSize = latent,
            Depth = depth,
        };
    }

    /// <summary>A weight's outputs, the length of its first axis.</summary>
    private int Outputs(int index)
    {
        (NpyArray array, long start, _) = leaves[index];
        return array.Shape.Count == 2 && array.Shape[0] > 0
            ? array.Shape[0]
            : throw Fault(start, $"array {index}: expected a weight of shape (outputs, inputs), found {Shown(array.Shape)}");
    }

    private static string Shown<T>(IReadOnlyList<T> shape) => $"({string.Join(", ", shape)})";

    private VardaxFormatException Fault(long offset, string fault) => new(source.Name, offset, fault);
}
