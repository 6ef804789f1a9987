using Vardax.Managed.Formats;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Models;

/// <summary>
/// The graph of a Gaussian over the control: moments of the state at the window's start, as <see cref="ControlAnalysis"/> has
/// them before it carries them over the window. ONNX solves no triangular systems: the root is made row by row.
/// </summary>
internal sealed class OnnxControlGraph
{
    private readonly OnnxGraph graph = new("control_posterior");
    private readonly ControlStandardization units;
    private readonly int n;

    private OnnxControlGraph(ControlStandardization units) => (this.units, n) = (units, units.Controls);

    /// <summary>The GraphProto of a posterior whose control is the window's first state.</summary>
    public static ProtobufWriter Build(ControlDensity posterior, GaussianControlHead head, bool window)
    {
        var builder = new OnnxControlGraph(posterior.Standardization);
        OnnxGraph graph = builder.graph;
        int entries = posterior.Settings.ObservationEntries, n = posterior.States;
        string observations = graph.Input("obs", entries), mask = graph.Input("mask", entries);
        builder.Moments(posterior, head, observations, mask);
        graph.Output("mean", n);
        graph.Output("std", n);
        graph.Output("root", n, n);
        if (window && OnnxWindow.Expressions(posterior.Settings.Model) is { } system)
            new OnnxWindow(graph, posterior.Settings, system).Add("mean", "root");
        return graph.Message;
    }

    private void Moments(ControlDensity posterior, GaussianControlHead head, string allObservations, string wholeMask)
    {
        int p = posterior.Observations;
        string indices = graph.Indices("standardization.observed", units.Observed);
        string observations = graph.Node("Gather", "observed.obs", [allObservations, indices], ("axis", 1));
        string mask = graph.Node("Gather", "observed.mask", [wholeMask, indices], ("axis", 1));
        var network = new OnnxNetwork(graph, posterior.Parameters);
        string missing = network.Missing(mask);
        double[] center = [.. units.ObservationMean.ToArray()];
        var completion = new OnnxCompletion(
            graph, missing, network.Departures("standardization", center, observations, mask, missing), Joint(p), p, units.Factor, n);
        string departures = completion.Departures;
        string standardized = graph.Node("Mul", "standardization.observations",
            [departures, graph.Constant("standardization.inverse_scale", units.InverseObservationScale, p)]);
        string outputs = network.Network(head.Network, "head.mlp", network.Encoder(posterior.Encoder, standardized, mask));
        string factor = completion.Factor!, columns = graph.Indices("columns", [2]);

        // mean = l(y) + E m.
        string estimate = graph.Node("Gemm", "standardization.estimate",
            [departures, graph.Constant("standardization.gain", Single(units.Gain), p, n),
                graph.Constant("standardization.mean", Single(units.PriorMean), n)]);
        string whitened = Block("mean.whitened", outputs, 0, n);
        if (!head.Mixing.IsEmpty)
            whitened = graph.Node("MatMul", "mean.mixed", [whitened, graph.Constant("mean.mixing", head.Mixing, n, n)]);
        string products = graph.Node("Mul", "mean.products", [factor, whitened]);
        string correction = graph.Node("ReduceSum", "mean.correction", [products, columns], ("keepdims", 0));
        graph.Node("Add", "mean", [estimate, correction]);

        // root = E U^-1, and the norms of its rows.
        string root = graph.Node("MatMul", "root", [factor, InverseRows(outputs)]);
        string squares = graph.Node("Mul", "std.squares", [root, root]);
        string variances = graph.Node("ReduceSum", "std.variances", [squares, columns], ("keepdims", 0));
        graph.Node("Sqrt", "std", [variances]);
    }

    /// <summary>[[P, G], [-G^T, E E^T]].</summary>
    private double[] Joint(int p)
    {
        int size = p + n;
        var joint = new double[size * size];
        ReadOnlySpan<double> factor = units.Factor;
        for (int i = 0; i < p; i++)
        {
            units.Precision.Slice(i * p, p).CopyTo(joint.AsSpan(i * size));
            for (int j = 0; j < n; j++)
            {
                double gain = units.Gain[(i * n) + j];
                (joint[(i * size) + p + j], joint[((p + j) * size) + i]) = (gain, -gain);
            }
        }

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                joint[((p + i) * size) + p + j] = Reduction.Dot(factor.Slice(i * n, n), factor.Slice(j * n, n));
        }

        return joint;
    }

    /// <summary>
    /// U^-1, batch x n x n: row i is (e_i - sum over k below i of U_ik row k) / U_ii, from the logarithms of U's diagonal and,
    /// row by row, what stands left of it.
    /// </summary>
    private string InverseRows(string outputs)
    {
        string logarithms = Outputs("root.log_diagonal", outputs, n, n);
        string negative = graph.Node("Neg", "root.negative_log_diagonal", [logarithms]);
        string inverses = graph.Node("Exp", "root.inverse_diagonal", [negative]);
        string rows = "";
        for (int i = 0, start = 2 * n; i < n; start += i, i++)
        {
            var unit = new float[n];
            unit[i] = 1;
            string row = graph.Constant($"root.unit.{i}", unit, 1, 1, n);
            if (i > 0)
            {
                string below = Block($"root.below.{i}", outputs, start, i);
                row = graph.Node("Sub", $"root.residual.{i}", [row, graph.Node("MatMul", $"root.known.{i}", [below, rows])]);
            }

            row = graph.Node("Mul", $"root.row.{i}", [row, Block($"root.inverse.{i}", inverses, i, 1)]);
            rows = i == 0 ? row : graph.Node("Concat", $"root.rows.{i}", [rows, row], ("axis", 1));
        }

        return rows;
    }

    /// <summary>Some columns, batch x count.</summary>
    private string Outputs(string name, string of, int first, int count) => graph.Node(
        "Gather", name, [of, graph.Indices($"{name}.columns", [.. Enumerable.Range(first, count)])], ("axis", 1));

    /// <summary>Some columns as one row of a matrix, batch x 1 x count.</summary>
    private string Block(string name, string of, int first, int count) => graph.Node(
        "Gather", name, [of, graph.Indices($"{name}.columns", [.. Enumerable.Range(first, count)], [1, count])], ("axis", 1));

    private static float[] Single(ReadOnlySpan<double> values)
    {
        var result = new float[values.Length];
        Precision.Narrow(values, result);
        return result;
    }
}
