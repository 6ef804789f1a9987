using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Models;

/// <summary>
/// What <see cref="ObservationCompletion"/> does, in double precision: a Loop over the windows of the batch that lack observations,
/// each solved by Gauss-Jordan elimination, a Loop over what it lacks. Other windows pass as they are.
/// </summary>
/// <remarks>
/// A = [[P, G], [-G^T, E E^T]] has p + n rows; d are the departures, 0 at the missing ones m. With r the rows m and the last n,
/// S = A_rr beside b = A_r: d, a step of the elimination is S -= (S_:k - e_k) S_k: / S_kk, and b with it. It leaves
/// b_m = P_mm^-1 P_mo d_o, which is -d_m, and E E^T + G_m^T P_mm^-1 G_m in place of E E^T.
/// </remarks>
internal sealed class OnnxCompletion
{
    private readonly OnnxGraph graph;
    private readonly int p, n;
    private readonly string missing, known, joint, first, second, rows;

    /// <summary>Adds the Loops.</summary>
    /// <param name="graph">What the nodes go to.</param>
    /// <param name="missing">Whether each observation is missing: batch x p.</param>
    /// <param name="departures">d, batch x p in double precision.</param>
    /// <param name="joint">A.</param>
    /// <param name="observations">p.</param>
    /// <param name="factor">E; empty if n is 0.</param>
    /// <param name="controls">n; may be 0.</param>
    public OnnxCompletion(
        OnnxGraph graph, string missing, string departures, ReadOnlySpan<double> joint, int observations,
        ReadOnlySpan<double> factor, int controls)
    {
        (this.graph, this.missing, known, p, n) = (graph, missing, departures, observations, controls);
        (first, second) = (graph.Indices("completion.first", [0]), graph.Indices("completion.second", [1]));
        this.joint = graph.Constant("completion.joint", joint, p + n, p + n);
        string numbers = graph.Node("Cast", "completion.missing", [missing], ("to", OnnxGraph.Single));
        string sums = graph.Node("ReduceSum", "completion.counts", [numbers, second], ("keepdims", 0));
        rows = graph.Node("Squeeze", "completion.rows", [graph.Node("NonZero", "completion.gaps", [sums]), first]);
        string at = graph.Node("Unsqueeze", "completion.at", [rows, second]);
        string[] solved = graph.Stack("completion.windows", graph.Node("Size", "completion.count", [rows]), Window);
        string completed = graph.Node("ScatterND", "completion.completed", [departures, at, solved[0]]);
        Departures = graph.Node("Cast", "completion.departures", [completed], ("to", OnnxGraph.Single));
        if (n == 0)
            return;
        string widened = graph.Node("ScatterND", "completion.factors", [Whole(factor), at, solved[1]]);
        Factor = graph.Node("Cast", "completion.factor", [widened], ("to", OnnxGraph.Single));
    }

    /// <summary>Departures with what the others lead to expect in place of the missing ones, batch x p.</summary>
    public string Departures { get; }

    /// <summary>The Cholesky factor of E E^T + G_m^T P_mm^-1 G_m, batch x n x n; null if n is 0.</summary>
    public string? Factor { get; }

    /// <summary>E for every window.</summary>
    private string Whole(ReadOnlySpan<double> factor)
    {
        string batch = graph.Node("Shape", "completion.batch", [missing], ("end", 1));
        string shape = graph.Node("Concat", "completion.shape", [batch, graph.Indices("completion.size", [n, n])], ("axis", 0));
        return graph.Node("Expand", "completion.whole", [graph.Constant("standardization.factor", factor, n, n), shape]);
    }

    private (string Name, int[] Shape)[] Window(OnnxGraph body, string number)
    {
        string row = body.Node("Gather", "window.row", [rows, number], ("axis", 0));
        string lacks = body.Node("Gather", "window.missing", [missing, row], ("axis", 0));
        string departures = body.Node("Gather", "window.departures", [known, row], ("axis", 0));
        string indices = body.Node("Squeeze", "window.indices", [body.Node("NonZero", "window.gaps", [lacks]), first]);
        string count = body.Node("Size", "window.count", [indices]);
        string chosen = indices, padded = departures;
        if (n > 0)
        {
            string controls = graph.Indices("completion.controls", [.. Enumerable.Range(p, n)]);
            string zeros = graph.Constant("completion.zeros", new double[n], n);
            chosen = body.Node("Concat", "window.chosen", [indices, controls], ("axis", 0));
            padded = body.Node("Concat", "window.padded", [departures, zeros], ("axis", 0));
        }

        string part = body.Node("Gather", "window.part", [joint, chosen], ("axis", 0));
        string square = body.Node("Gather", "window.square", [part, chosen], ("axis", 1));
        string side = body.Node(
            "Unsqueeze", "window.side", [body.Node("MatMul", "window.product", [part, padded]), second]);
        string start = body.Node("Concat", "window.start", [square, side], ("axis", 1));
        string identity = body.Node("EyeLike", "window.identity", [square]);
        string solved = body.Repeat("window.solved", count, start, (step, k, before) => Eliminate(step, k, before, identity));

        string last = graph.Indices("completion.last", [-1], []);
        string expected = body.Node("Neg", "window.expected", [body.Node("Gather", "window.solution", [solved, last], ("axis", 1))]);
        string completed = body.Node("ScatterElements", "window.completed", [padded, chosen, expected], ("axis", 0));
        if (n == 0)
            return [(completed, [p])];
        string observed = body.Node("Slice", "window.observed", [completed, first, graph.Indices("completion.observed", [p]), first]);
        string covariance = body.Node("Slice", "window.covariance", [
            solved, graph.Indices("completion.starts", [-n, -n - 1]), graph.Indices("completion.ends", [int.MaxValue, -1]),
            graph.Indices("completion.axes", [0, 1])]);
        return [(observed, [p]), (OnnxCholesky.Factor(graph, body, covariance, n), [n, n])];
    }

    private string Eliminate(OnnxGraph step, string number, string before, string identity)
    {
        string k = step.Node("Unsqueeze", "step.index", [number, first]);
        string row = step.Node("Gather", "step.row", [before, k], ("axis", 0));
        string column = step.Node("Gather", "step.column", [before, k], ("axis", 1));
        string pivot = step.Node("Gather", "step.pivot", [column, k], ("axis", 0));
        string unit = step.Node("Gather", "step.unit", [identity, k], ("axis", 1));
        string others = step.Node("Sub", "step.others", [column, unit]);
        string share = step.Node("Div", "step.share", [row, pivot]);
        return step.Node("Sub", "step.after", [before, step.Node("Mul", "step.change", [others, share])]);
    }
}
