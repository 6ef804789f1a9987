using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>The parts of a graph that every kind of head has: departures, the encoder, perceptrons.</summary>
/// <param name="graph">What the nodes go to.</param>
/// <param name="parameters">The network's parameter buffer.</param>
internal sealed class OnnxNetwork(OnnxGraph graph, ReadOnlyMemory<float> parameters)
{
    /// <summary>Whether the mask does not have an observation.</summary>
    public string Missing(string mask) => graph.Node("Equal", "missing", [mask, graph.Constant("zero", [0f])]);

    /// <summary>mask (y - center); 0 where an observation is missing, whatever stands there.</summary>
    public string Departures(string prefix, ReadOnlySpan<float> center, string observations, string mask, string missing) =>
        Departures(prefix, graph.Constant($"{prefix}.center", center, center.Length), observations, mask, missing, "zero");

    /// <summary>The same in double precision.</summary>
    public string Departures(string prefix, ReadOnlySpan<double> center, string observations, string mask, string missing) =>
        Departures(prefix, graph.Constant($"{prefix}.center", center, center.Length), Double(observations), Double(mask), missing,
            graph.Constant("zero.double", [0d]));

    private string Double(string value) => graph.Node("Cast", $"{value}.double", [value], ("to", OnnxGraph.Double));

    private string Departures(string prefix, string center, string observations, string mask, string missing, string zero)
    {
        string difference = graph.Node("Sub", $"{prefix}.differences", [observations, center]);
        string masked = graph.Node("Mul", $"{prefix}.masked", [difference, mask]);
        return graph.Node("Where", $"{prefix}.departures", [missing, zero, masked]);
    }

    /// <summary>Features of observations in the network's units: they and the mask, through the MLP if there is one.</summary>
    public string Encoder(IObsEncoder encoder, string observations, string mask)
    {
        string input = graph.Node("Concat", "encoder.input", [observations, mask], ("axis", 1));
        return encoder is MlpObsEncoder known ? Network(known.Network, "encoder.mlp", input) : input;
    }

    /// <summary>A network from batch x inputs to batch x outputs.</summary>
    public string Network(INetwork network, string prefix, string x)
    {
        if (network is not LocalNetwork local)
            return Perceptron((Mlp)network, prefix, x);
        string rows = Gather($"{prefix}.patches", x, local.Patches);
        return Gather(prefix, Perceptron(local.Mlp, prefix, rows), local.Places);
    }

    /// <summary>y[e] = x[index[e]] of each block of x, in rows; a column of zeros stands for negative indices.</summary>
    private string Gather(string name, string x, GatherMap map)
    {
        string blocks = graph.Node("Reshape", $"{name}.blocks", [x, graph.Indices($"{name}.blocks.shape", [-1, map.Inputs])]);
        if (map.Indices.Any(index => index < 0))
        {
            string first = graph.Node("Gather", $"{name}.first", [blocks, graph.Indices($"{name}.first.column", [0])], ("axis", 1));
            blocks = graph.Node("Concat", $"{name}.padded", [blocks, graph.Node("Mul", $"{name}.zeros", [first, "zero"])], ("axis", 1));
        }

        string indices = graph.Indices($"{name}.indices", [.. map.Indices.Select(index => index < 0 ? map.Inputs : index)]);
        string gathered = graph.Node("Gather", $"{name}.gathered", [blocks, indices], ("axis", 1));
        return graph.Node("Reshape", $"{name}.rows", [gathered, graph.Indices($"{name}.rows.shape", [-1, map.Columns])]);
    }

    /// <summary>An MLP; the output has the last layer's name where it has none of its own.</summary>
    public string Perceptron(Mlp mlp, string prefix, string x, string? output = null)
    {
        for (int i = 0; i < mlp.Layers.Count; i++)
        {
            string layer = $"{prefix}.layers.{i}";
            bool last = i == mlp.Layers.Count - 1;
            x = Affine(mlp.Layers[i], layer, x, last ? output : null);
            if (!last)
                x = Activate(mlp.Activation, layer, x);
        }

        return x;
    }

    private string Affine(Linear linear, string name, string x, string? output)
    {
        var weight = new float[linear.Inputs * linear.Outputs];
        Transpose.Copy(linear.Inputs, linear.Outputs, parameters.Span.Slice(linear.Offset, weight.Length), weight);
        string weights = graph.Constant($"{name}.weight", weight, linear.Outputs, linear.Inputs);
        string bias = graph.Constant($"{name}.bias", parameters.Span.Slice(linear.BiasOffset, linear.Outputs), linear.Outputs);
        return graph.Node("Gemm", name, [x, weights, bias], ("transB", 1), output);
    }

    private string Activate(Activation activation, string layer, string x) => activation switch
    {
        Activation.Silu => graph.Node("Mul", $"{layer}.silu", [x, graph.Node("Sigmoid", $"{layer}.sigmoid", [x])]),
        Activation.Tanh => graph.Node("Tanh", $"{layer}.tanh", [x]),
        _ => graph.Node("Relu", $"{layer}.relu", [x]),
    };
}
