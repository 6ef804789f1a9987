namespace Vardax.Managed.Expressions;

/// <summary>
/// Expressions in straight line: what no output needs is left out, views are resolved to what they are of, and products that one sum
/// alone uses become multiply-adds. A common part depends on no input of the lanes.
/// </summary>
internal sealed class ProgramDrafts
{
    private readonly ExpressionGraph graph;
    private readonly bool[] reached, lane, fused, operand;
    private readonly int[] uses;
    private readonly List<Draft> common = [], lanes = [];

    /// <summary>Drafts expressions.</summary>
    /// <param name="graph">Their graph.</param>
    /// <param name="outputs">The expressions, and how many components each stands for: a scalar may stand for a family.</param>
    /// <param name="laneInputs">Inputs with a value for each lane.</param>
    /// <param name="steps">Whether the outputs are the next lane inputs, one for one.</param>
    /// <param name="kept">Products that are rounded on their own, in no multiply-add.</param>
    public ProgramDrafts(
        ExpressionGraph graph, IReadOnlyList<(int Node, int Length)> outputs, IReadOnlyList<int> laneInputs, bool steps, IReadOnlyList<int>? kept = null)
    {
        this.graph = graph;
        reached = graph.Reach(outputs.Select(output => output.Node));
        lane = graph.DependOn(laneInputs);
        (fused, operand, uses) = (new bool[graph.Count], new bool[graph.Count], new int[graph.Count]);
        for (int id = 0; id < graph.Count; id++)
        {
            for (int k = 0; reached[id] && k < graph.OperandCount(id); k++)
            {
                operand[graph.Operand(id, k)] = true;
                uses[graph.Operand(id, k)]++;
            }
        }

        foreach ((int node, _) in outputs)
            uses[node]++;
        foreach (int node in kept ?? [])
            uses[node]++;
        DraftAll();
        foreach ((int node, int length) in outputs)
        {
            for (int site = 0; site < length; site++)
                Results.Add(Row(node, site));
        }

        Inputs = [.. laneInputs.SelectMany(id => Enumerable.Range(0, graph[id].Length).Select(row => new Source(id, row)))];
        if (steps)
            SaveInputs();
    }

    /// <summary>The steps of the common part.</summary>
    public IReadOnlyList<Draft> Common => common;

    /// <summary>The steps of the lanes.</summary>
    public IReadOnlyList<Draft> Lanes => lanes;

    /// <summary>The inputs of the lanes, a row each component.</summary>
    public IReadOnlyList<Source> Inputs { get; }

    /// <summary>The results, a row each component.</summary>
    public List<Source> Results { get; } = [];

    /// <summary>Whether a value depends on the inputs of the lanes.</summary>
    public bool IsLane(int id) => id >= lane.Length || lane[id];

    /// <summary>Sites of a value.</summary>
    public int Length(int id) => id >= lane.Length ? 1 : graph[id].Length;

    private void DraftAll()
    {
        for (int id = 0; id < reached.Length; id++)
        {
            if (reached[id] && graph[id].Operation is Operation.Add or Operation.Subtract)
                Fuse(id);
        }

        for (int id = 0; id < reached.Length; id++)
        {
            Node node = graph[id];
            if (!reached[id] || fused[id])
                continue;
            List<Draft> drafts = lane[id] ? lanes : common;
            if (node.Operation == Operation.Pack && operand[id])
            {
                for (int site = 0; site < node.Length; site++)
                    drafts.Add(new Draft(Operation.Copy, new Source(id, site), View(graph.Operand(id, site)), Source.None, Source.None));
            }
            else if (node.Operation == Operation.Sum)
            {
                drafts.Add(new Draft(Operation.Sum, new Source(id), View(node.A), Source.None, Source.None));
            }
            else if (node.IsArithmetic)
            {
                drafts.Add(Arithmetic(id, node));
            }
        }
    }

    /// <summary>Leaves a product to the sum or difference that alone uses it.</summary>
    private void Fuse(int id)
    {
        Node node = graph[id];
        bool Alone(int product) => graph[product] is { Operation: Operation.Multiply } found && uses[product] == 1
            && lane[product] == lane[id] && found.Length == node.Length;
        if (Alone(node.A))
            fused[node.A] = true;
        else if (Alone(node.B))
            fused[node.B] = true;
    }

    private Draft Arithmetic(int id, Node node)
    {
        bool sum = node.Operation is Operation.Add or Operation.Subtract;
        if (sum && fused[node.B])
        {
            Operation operation = node.Operation == Operation.Add ? Operation.MultiplyAdd : Operation.SubtractProduct;
            return new Draft(operation, new Source(id), View(graph[node.B].A), View(graph[node.B].B), View(node.A));
        }

        if (sum && fused[node.A])
        {
            Operation operation = node.Operation == Operation.Add ? Operation.MultiplyAdd : Operation.MultiplySubtract;
            return new Draft(operation, new Source(id), View(graph[node.A].A), View(graph[node.A].B), View(node.B));
        }

        return new Draft(node.Operation, new Source(id), View(node.A), node.IsBinary ? View(node.B) : Source.None, Source.None);
    }

    /// <summary>Where a node's value stands: views lead to what they are of.</summary>
    private Source View(int id) => graph[id] switch
    {
        { Operation: Operation.Shift } node => new Source(node.A, -1, node.B),
        { Operation: Operation.Pick } node => new Source(node.A, node.B),
        _ => new Source(id),
    };

    /// <summary>Where one component of an output stands; a family put together for the output alone is never made.</summary>
    private Source Row(int id, int site)
    {
        Node node = graph[id];
        if (node.Length == 1)
            return View(id) is { Row: >= 0 } picked ? picked : new Source(id, 0);
        return node.Operation switch
        {
            Operation.Shift => Row(node.A, (site + node.B) % node.Length),
            Operation.Pack when !operand[id] => Row(graph.Operand(id, site), 0),
            _ => new Source(id, site),
        };
    }

    /// <summary>Results that are other inputs would be overwritten by the next state: they are copied first.</summary>
    private void SaveInputs()
    {
        for (int row = 0; row < Results.Count; row++)
        {
            Source result = Results[row];
            if (result == Inputs[row] || graph[result.Id].Operation != Operation.Input || !lane[result.Id])
                continue;
            Results[row] = new Source(lane.Length + row, 0);
            lanes.Add(new Draft(Operation.Copy, new Source(lane.Length + row), result, Source.None, Source.None));
        }
    }
}
