using Vardax.Managed.Assimilation;
using Vardax.Managed.Inference;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;

namespace Vardax.Managed.Persistence;

/// <summary>The graph of <see cref="OnnxExporter"/>: <see cref="AmortizedPosterior.Predict"/> node by node.</summary>
internal sealed class OnnxPosteriorGraph
{
    private readonly OnnxGraph graph = new("amortized_posterior");
    private readonly AmortizedPosterior posterior;

    private OnnxPosteriorGraph(AmortizedPosterior posterior) => this.posterior = posterior;

    /// <summary>The GraphProto of a posterior.</summary>
    /// <exception cref="ArgumentException">The posterior's encoder is of an unknown kind.</exception>
    public static ProtobufWriter Build(AmortizedPosterior posterior)
    {
        if (posterior.Encoder is not (MlpObsEncoder or IdentityObsEncoder))
        {
            throw new ArgumentException(
                $"The encoder is {posterior.Encoder.GetType().Name}; expected MlpObsEncoder or IdentityObsEncoder.",
                nameof(posterior));
        }

        var builder = new OnnxPosteriorGraph(posterior);
        OnnxGraph graph = builder.graph;
        string observations = graph.Input("obs", posterior.Entries), mask = graph.Input("mask", posterior.Entries);
        if (posterior.Standardization.Linear is { } linear)
            builder.Standardized(linear, observations, mask);
        else
            builder.Physical(observations, mask);
        graph.Output("mean", posterior.Entries);
        graph.Output("std", posterior.Entries);
        return graph.Message;
    }

    /// <summary>mean = mu, std = e^{s/2}.</summary>
    private void Physical(string observations, string mask)
    {
        string features = Encoder(observations, mask);
        Perceptron(posterior.Head.Mean, "head.mlp_mu", features, output: "mean");
        StandardDeviation(features, "std");
    }

    /// <summary>mean = l(y) + e mu, std = e e^{s/2}, from the features of mask (y - m) / s.</summary>
    private void Standardized(LinearEstimator linear, string observations, string mask)
    {
        Standardization units = posterior.Standardization;
        string departures = Departures("standardization", units.ObservationMean, observations, mask);
        string inverseScale = graph.Constant("standardization.inverse_scale", units.InverseObservationScale, posterior.Entries);
        string standardized = graph.Node("Mul", "standardization.observations", [departures, inverseScale]);
        string features = Encoder(standardized, mask);

        string scale = graph.Constant("linear.std", linear.StandardDeviation, posterior.Entries);
        string mu = Perceptron(posterior.Head.Mean, "head.mlp_mu", features);
        string correction = graph.Node("Mul", "mean.correction", [mu, scale]);
        string estimate = BestLinearEstimate(linear, observations, mask,
            linear.Mean.AsSpan().SequenceEqual(units.ObservationMean) ? departures : null);
        graph.Node("Add", "mean", [estimate, correction]);
        graph.Node("Mul", "std", [StandardDeviation(features, "std.standardized"), scale]);
    }

    /// <summary>x_b + (departures of the observed entries) K^T; the departures from x_b may be known already.</summary>
    private string BestLinearEstimate(LinearEstimator linear, string observations, string mask, string? departures)
    {
        departures ??= Departures("linear", linear.Mean, observations, mask);
        string indices = graph.Indices("linear.observed", linear.Observed);
        string observed = graph.Node("Gather", "linear.observed_departures", [departures, indices], ("axis", 1));
        string gain = graph.Constant("linear.gain", linear.Gain, linear.ObservedEntries, linear.Entries);
        string mean = graph.Constant("linear.mean", linear.Mean, linear.Entries);
        return graph.Node("Gemm", "linear.estimate", [observed, gain, mean]);
    }

    /// <summary>mask (y - center).</summary>
    private string Departures(string prefix, ReadOnlySpan<float> center, string observations, string mask)
    {
        string difference = graph.Node("Sub", $"{prefix}.differences",
            [observations, graph.Constant($"{prefix}.center", center, center.Length)]);
        return graph.Node("Mul", $"{prefix}.departures", [difference, mask]);
    }

    private string Encoder(string observations, string mask)
    {
        string input = graph.Node("Concat", "encoder.input", [observations, mask], ("axis", 1));
        return posterior.Encoder is MlpObsEncoder encoder ? Perceptron(encoder.Mlp, "encoder.mlp", input) : input;
    }

    /// <summary>e^{s/2} in the network's units.</summary>
    private string StandardDeviation(string features, string name)
    {
        string logVariance = Perceptron(posterior.Head.LogVariance, "head.mlp_log_var", features);
        string half = graph.Node("Mul", "std.half_log_var", [logVariance, graph.Constant("half", [0.5f])]);
        return graph.Node("Exp", name, [half]);
    }

    private string Perceptron(Mlp mlp, string prefix, string x, string? output = null)
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
        ReadOnlySpan<float> parameters = posterior.Parameters.Span;
        var weight = new float[linear.Inputs * linear.Outputs];
        Transpose.Copy(linear.Inputs, linear.Outputs, parameters.Slice(linear.Offset, weight.Length), weight);
        string weights = graph.Constant($"{name}.weight", weight, linear.Outputs, linear.Inputs);
        string bias = graph.Constant($"{name}.bias", parameters.Slice(linear.BiasOffset, linear.Outputs), linear.Outputs);
        return graph.Node("Gemm", name, [x, weights, bias], ("transB", 1), output);
    }

    private string Activate(Activation activation, string layer, string x) => activation switch
    {
        Activation.Silu => graph.Node("Mul", $"{layer}.silu", [x, graph.Node("Sigmoid", $"{layer}.sigmoid", [x])]),
        Activation.Tanh => graph.Node("Tanh", $"{layer}.tanh", [x]),
        _ => graph.Node("Relu", $"{layer}.relu", [x]),
    };
}
