namespace Vardax.Managed.Expressions;

/// <summary>
/// Expressions to a <see cref="LaneProgram"/>: what no output needs is left out, views are resolved to rows, products that one sum
/// alone uses become multiply-adds, and registers are used again after their last use.
/// </summary>
internal sealed class ProgramCompiler
{
    private readonly ExpressionGraph graph;
    private readonly bool[] reached, lane, fused, operand;
    private readonly int[] uses;
    private readonly List<Draft> commonDrafts = [], laneDrafts = [];
    private readonly List<(int Row, double Value)> constants = [];
    private readonly Dictionary<int, Operand> common = [];
    private int commonRows;

    private ProgramCompiler(ExpressionGraph graph, IReadOnlyList<(int Node, int Length)> outputs, IReadOnlyList<int> laneInputs)
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
    }

    /// <summary>Compiles expressions.</summary>
    /// <param name="graph">Their graph.</param>
    /// <param name="outputs">The expressions, and how many components each stands for: a scalar may stand for a family.</param>
    /// <param name="commonInputs">Inputs with one value for all lanes.</param>
    /// <param name="laneInputs">Inputs with a value for each lane.</param>
    /// <param name="steps">Whether the outputs are the next lane inputs, one for one.</param>
    public static LaneProgram Compile(ExpressionGraph graph, IReadOnlyList<(int Node, int Length)> outputs,
        IReadOnlyList<int> commonInputs, IReadOnlyList<int> laneInputs, bool steps) =>
        new ProgramCompiler(graph, outputs, laneInputs).Compile(outputs, commonInputs, laneInputs, steps);

    private LaneProgram Compile(IReadOnlyList<(int Node, int Length)> outputs,
        IReadOnlyList<int> commonInputs, IReadOnlyList<int> laneInputs, bool steps)
    {
        foreach (int input in commonInputs)
            Common(input);
        DraftAll();
        var results = new List<Source>();
        foreach ((int node, int length) in outputs)
        {
            for (int site = 0; site < length; site++)
                results.Add(Row(node, site));
        }

        List<Source> inputs = [.. laneInputs.SelectMany(id => Enumerable.Range(0, graph[id].Length).Select(row => new Source(id, row)))];
        if (steps)
            SaveInputs(results, inputs);
        RegisterAllocator registers = new(laneDrafts, results, laneInputs, Length, IsLane, steps);
        ProgramStep[] commonSteps = [.. commonDrafts.Select(draft => Step(draft, Locate))];
        List<ProgramStep> laneSteps = [.. registers.Run(Locate)];
        Operand Place(Source source) => IsLane(source.Id) ? registers.Locate(source) : Locate(source);
        if (steps)
        {
            // The states of a step stand in the registers that the next one reads.
            for (int row = 0; row < results.Count; row++)
            {
                if (Place(results[row]) != Place(inputs[row]))
                    laneSteps.Add(new ProgramStep(Operation.Copy, Place(inputs[row]), Place(results[row]), default, default));
            }

            results = inputs;
        }

        return new LaneProgram
        {
            Constants = constants,
            CommonInputs = [.. commonInputs.SelectMany(id => Enumerable.Range(0, graph[id].Length).Select(row => Locate(new(id, row))))],
            LaneInputs = [.. inputs.Select(Place)],
            Outputs = [.. results.Select(Place)],
            CommonSteps = commonSteps,
            LaneSteps = laneSteps,
            CommonRows = commonRows,
            LaneRows = registers.Rows,
            LaneRegisters = registers.Count,
        };
    }

    internal static ProgramStep Step(in Draft draft, Func<Source, Operand> locate)
    {
        Operand At(Source source) => source.Id < 0 ? default : locate(source);
        return new ProgramStep(draft.Operation, At(draft.Result), At(draft.A), At(draft.B), At(draft.C));
    }

    private bool IsLane(int id) => id >= lane.Length || lane[id];

    private int Length(int id) => id >= lane.Length ? 1 : graph[id].Length;

    private Operand Locate(Source source) => source.Of(Common(source.Id));

    /// <summary>The rows of a value of the common part: its own for the whole run, so that the lanes find it.</summary>
    private Operand Common(int id)
    {
        if (common.TryGetValue(id, out Operand place))
            return place;
        Node node = graph[id];
        if (node.Operation == Operation.Constant)
            constants.Add((commonRows, node.Value));
        common[id] = place = new Operand(false, commonRows, 0, node.Length);
        commonRows += node.Length;
        return place;
    }

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
            List<Draft> drafts = lane[id] ? laneDrafts : commonDrafts;
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
        if (Alone(node.B))
            fused[node.B] = true;
        else if (Alone(node.A))
            fused[node.A] = true;
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
    private void SaveInputs(List<Source> results, List<Source> inputs)
    {
        for (int row = 0; row < results.Count; row++)
        {
            Source result = results[row];
            if (result == inputs[row] || graph[result.Id].Operation != Operation.Input || !lane[result.Id])
                continue;
            results[row] = new Source(lane.Length + row, 0);
            laneDrafts.Add(new Draft(Operation.Copy, new Source(lane.Length + row), result, Source.None, Source.None));
        }
    }
}
