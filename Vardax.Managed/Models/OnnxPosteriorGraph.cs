using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>The graph of a head over all states of the window: <see cref="WindowDensity.Predict"/> node by node.</summary>
internal sealed class OnnxPosteriorGraph
{
    private readonly OnnxGraph graph = new("amortized_posterior");
    private readonly WindowDensity posterior;
    private readonly OnnxNetwork network;

    private OnnxPosteriorGraph(WindowDensity posterior) =>
        (this.posterior, network) = (posterior, new OnnxNetwork(graph, posterior.Parameters));

    /// <summary>The GraphProto of a posterior.</summary>
    public static ProtobufWriter Build(WindowDensity posterior)
    {
        var builder = new OnnxPosteriorGraph(posterior);
        OnnxGraph graph = builder.graph;
        string observations = graph.Input("obs", posterior.Observations), mask = graph.Input("mask", posterior.Observations);
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
        string features = network.Encoder(posterior.Encoder, observations, mask);
        network.Perceptron(posterior.Head.Mean, "head.mlp_mu", features, output: "mean");
        StandardDeviation(features, "std");
    }

    /// <summary>mean = l(y) + e mu, std = e e^{s/2}, from the features of mask (y - m) / s.</summary>
    private void Standardized(LinearEstimator linear, string observations, string mask)
    {
        Standardization units = posterior.Standardization;
        string missing = network.Missing(mask);
        string departures = network.Departures("standardization", units.ObservationMean, observations, mask, missing);
        string inverseScale = graph.Constant("standardization.inverse_scale", units.InverseObservationScale, posterior.Observations);
        string standardized = graph.Node("Mul", "standardization.observations", [departures, inverseScale]);
        string features = network.Encoder(posterior.Encoder, standardized, mask);

        string scale = graph.Constant("linear.std", linear.StandardDeviation, posterior.Entries);
        string mu = network.Perceptron(posterior.Head.Mean, "head.mlp_mu", features);
        string correction = graph.Node("Mul", "mean.correction", [mu, scale]);
        if (!linear.Values.Mean.AsSpan().SequenceEqual(units.ObservationMean))
            departures = network.Departures("linear", linear.Values.Mean, observations, mask, missing);
        string estimate = BestLinearEstimate(linear, departures, missing);
        graph.Node("Add", "mean", [estimate, correction]);
        graph.Node("Mul", "std", [StandardDeviation(features, "std.standardized"), scale]);
    }

    /// <summary>x_b + (departures of the observed values from their mean, the missing ones completed) K^T.</summary>
    private string BestLinearEstimate(LinearEstimator linear, string departures, string missing)
    {
        string indices = graph.Indices("linear.observed", linear.Observed);
        string observed = graph.Node("Gather", "linear.observed_departures", [departures, indices], ("axis", 1));
        string lacking = graph.Node("Gather", "linear.missing", [missing, indices], ("axis", 1));
        int p = linear.ObservedEntries;
        string precise = graph.Node("Cast", "linear.departures_double", [observed], ("to", OnnxGraph.Double));
        string completed = new OnnxCompletion(graph, lacking, precise, linear.Precision, p, [], 0).Departures;
        string gain = graph.Constant("linear.gain", linear.Gain, p, linear.Entries);
        string mean = graph.Constant("linear.mean", linear.Mean, linear.Entries);
        return graph.Node("Gemm", "linear.estimate", [completed, gain, mean]);
    }

    /// <summary>e^{s/2} in the network's units.</summary>
    private string StandardDeviation(string features, string name)
    {
        string logVariance = network.Perceptron(posterior.Head.LogVariance, "head.mlp_log_var", features);
        string half = graph.Node("Mul", "std.half_log_var", [logVariance, graph.Constant("half", [0.5f])]);
        return graph.Node("Exp", name, [half]);
    }
}
