using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Persistence;

/// <summary>
/// What <see cref="ObservationCompletion"/> does, in double precision: Gauss-Jordan elimination, a Loop over the observations that
/// any window of the batch lacks. What a window has is eliminated with a factor of 0, which leaves its numbers as they are.
/// </summary>
/// <remarks>
/// A = [[P, G], [-G^T, V]], P p x p. A step, of a window that lacks observation k: A -= (A_:k - e_k) A_k: / A_kk. Then the rows m of
/// what is missing are P_mm^-1 [P_m:, G_m], so that the departures d, 0 at m, lack -A_mp d; and V has become V + G_m^T P_mm^-1 G_m.
/// </remarks>
internal sealed class OnnxCompletion
{
    private readonly OnnxGraph graph;
    private readonly int p, size;
    private readonly string lacks, column, axes, eliminated;

    /// <summary>Adds the elimination.</summary>
    /// <param name="graph">What the nodes go to.</param>
    /// <param name="missing">Whether each observation is missing: batch x p.</param>
    /// <param name="joint">A, size x size.</param>
    /// <param name="observations">p.</param>
    /// <param name="size">p or more.</param>
    public OnnxCompletion(OnnxGraph graph, string missing, ReadOnlySpan<double> joint, int observations, int size)
    {
        (this.graph, p, this.size) = (graph, observations, size);
        column = graph.Indices("completion.column", [2]);
        axes = graph.Indices("completion.axes", [1, 2]);
        string numbers = graph.Node("Cast", "completion.missing", [missing], ("to", OnnxGraph.Double));
        lacks = graph.Node("Unsqueeze", "completion.lacks", [numbers, column]);

        // Indices of what any window lacks, 1 x count.
        string sums = graph.Node(
            "ReduceSum", "completion.sums", [lacks, graph.Indices("completion.windows", [0, 2])], ("keepdims", 0));
        string any = graph.Node("Cast", "completion.any", [sums], ("to", OnnxGraph.Boolean));
        string indices = graph.Node("NonZero", "completion.indices", [any]);
        string count = graph.Node("Size", "completion.count", [indices]);

        string batch = graph.Node("Shape", "completion.batch", [lacks], ("end", 1));
        string shape = graph.Node(
            "Concat", "completion.shape", [batch, graph.Indices("completion.size", [size, size])], ("axis", 0));
        string start = graph.Node(
            "Expand", "completion.start", [graph.Constant("completion.joint", joint, size, size), shape]);
        string positions = graph.Indices("completion.positions", [.. Enumerable.Range(0, size)], [size, 1]);
        eliminated = graph.Loop("completion.eliminated", count, start, (body, number, before) =>
        {
            string k = body.Node("Gather", "elimination.index", [indices, number], ("axis", 1));
            string row = body.Node("Gather", "elimination.row", [before, k], ("axis", 1));
            string pivotColumn = body.Node("Gather", "elimination.column", [before, k], ("axis", 2));
            string pivot = body.Node("Gather", "elimination.pivot", [pivotColumn, k], ("axis", 1));
            string isLacking = body.Node("Gather", "elimination.lacks", [lacks, k], ("axis", 1));
            string taken = body.Node("Mul", "elimination.taken", [row, isLacking]);
            string share = body.Node("Div", "elimination.share", [taken, pivot]);
            string isDiagonal = body.Node("Equal", "elimination.diagonal", [positions, k]);
            string unit = body.Node("Cast", "elimination.unit", [isDiagonal], ("to", OnnxGraph.Double));
            string others = body.Node("Sub", "elimination.others", [pivotColumn, unit]);
            string change = body.Node("Mul", "elimination.change", [others, share]);
            return body.Node("Sub", "elimination.after", [before, change]);
        });
    }

    /// <summary>Departures with what the others lead to expect in place of the missing ones, batch x p.</summary>
    public string Complete(string departures)
    {
        string known = graph.Node("Cast", "completion.departures", [departures], ("to", OnnxGraph.Double));
        known = graph.Node("Unsqueeze", "completion.known", [known, column]);
        string product = graph.Node("MatMul", "completion.product", [Block("completion.observations", 0, p), known]);
        string lack = graph.Node("Mul", "completion.lack", [product, lacks]);
        string completed = graph.Node("Sub", "completion.difference", [known, lack]);
        completed = graph.Node("Squeeze", "completion.row", [completed, column]);
        return graph.Node("Cast", "completion.completed", [completed], ("to", OnnxGraph.Single));
    }

    /// <summary>V + G_m^T P_mm^-1 G_m, batch x n x n with n = size - p, in double precision.</summary>
    public string Covariance() => Block("completion.covariance", p, size);

    /// <summary>Rows and columns from the first to before the end.</summary>
    private string Block(string name, int first, int end) => graph.Node("Slice", name,
        [eliminated, graph.Indices($"{name}.first", [first, first]), graph.Indices($"{name}.end", [end, end]), axes]);
}
