namespace Vardax.Managed.Expressions;

/// <summary>
/// Tangent and adjoint of expressions, as expressions of the same graph: what depends on no direction is a common part that the
/// machine computes once. Of |x|, min and max at a tie, one side's derivative is taken.
/// </summary>
internal static class Derivatives
{
    /// <summary>Each output's derivative along a direction; -1 if none of the inputs is in it.</summary>
    /// <param name="graph">The graph, to which nodes are added.</param>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="inputs">The inputs differentiated by.</param>
    /// <param name="directions">The direction of each input, a node of the input's length.</param>
    public static int[] Tangent(
        ExpressionGraph graph, IReadOnlyList<int> outputs, IReadOnlyList<int> inputs, IReadOnlyList<int> directions)
    {
        bool[] active = Active(graph, outputs, inputs);
        var tangents = new int[active.Length];
        Array.Fill(tangents, -1);
        for (int k = 0; k < inputs.Count; k++)
            tangents[inputs[k]] = directions[k];
        for (int id = 0; id < active.Length; id++)
        {
            Node node = graph[id];
            if (!active[id] || node.Operation == Operation.Input)
                continue;
            int a = graph.Operand(id, 0);
            tangents[id] = node.Operation switch
            {
                Operation.Pick => tangents[a] < 0 ? -1 : graph.Pick(tangents[a], node.B),
                Operation.Shift => tangents[a] < 0 ? -1 : graph.Shift(tangents[a], node.B),
                Operation.Sum => tangents[a] < 0 ? -1 : graph.Sum(tangents[a], graph[a].Length),
                Operation.Pack => Pack(graph, [.. Enumerable.Range(0, node.Length).Select(site => tangents[graph.Operand(id, site)])]),
                _ => Chain(graph, id, tangents),
            };
        }

        return [.. outputs.Select(output => tangents[output])];
    }

    /// <summary>The weighted sum of the outputs, differentiated by each input; -1 if it is in none of them.</summary>
    /// <param name="graph">The graph, to which nodes are added.</param>
    /// <param name="outputs">What is differentiated.</param>
    /// <param name="weights">The weight of each output, of the output's length; -1 for none.</param>
    /// <param name="inputs">The inputs differentiated by.</param>
    public static int[] Adjoint(
        ExpressionGraph graph, IReadOnlyList<int> outputs, IReadOnlyList<int> weights, IReadOnlyList<int> inputs)
    {
        bool[] active = Active(graph, outputs, inputs);
        var adjoints = new int[active.Length];
        Array.Fill(adjoints, -1);
        var sites = new Dictionary<int, int[]>();
        for (int k = 0; k < outputs.Count; k++)
            Accumulate(graph, adjoints, outputs[k], weights[k]);
        for (int id = active.Length - 1; id >= 0; id--)
        {
            if (!active[id])
                continue;
            Node node = graph[id];
            if (sites.TryGetValue(id, out int[]? picked))
                Accumulate(graph, adjoints, id, Pack(graph, picked));
            int adjoint = adjoints[id];
            if (adjoint < 0 || node.Operation == Operation.Input)
                continue;
            switch (node.Operation)
            {
                case Operation.Pick:
                    if (!sites.TryGetValue(node.A, out int[]? items))
                    {
                        sites[node.A] = items = new int[graph[node.A].Length];
                        Array.Fill(items, -1);
                    }

                    Accumulate(graph, items, node.B, adjoint);
                    break;
                case Operation.Shift:
                    Accumulate(graph, adjoints, node.A, graph.Shift(adjoint, -node.B));
                    break;
                case Operation.Sum:
                    Accumulate(graph, adjoints, node.A, adjoint);
                    break;
                case Operation.Pack:
                    for (int site = 0; site < node.Length; site++)
                        Propagate(graph.Operand(id, site), graph.Pick(adjoint, site));
                    break;
                default:
                    (int byA, int byB) = Partials(graph, id);
                    Propagate(node.A, Times(byA));
                    if (node.IsBinary)
                        Propagate(node.B, Times(byB));
                    break;
            }

            int Times(int partial) => partial < 0 ? -1 : graph.Binary(Operation.Multiply, partial, adjoint);

            void Propagate(int operand, int contribution)
            {
                if (!active[operand] || contribution < 0)
                    return;
                bool reduces = graph[operand].Length == 1 && node.IsArithmetic;
                Accumulate(graph, adjoints, operand, reduces ? graph.Sum(contribution, node.Length) : contribution);
            }
        }

        return [.. inputs.Select(input => adjoints[input])];
    }

    /// <summary>What both is in an output and has an input in it.</summary>
    private static bool[] Active(ExpressionGraph graph, IReadOnlyList<int> outputs, IReadOnlyList<int> inputs)
    {
        bool[] active = graph.Reach(outputs), depends = graph.DependOn(inputs);
        for (int id = 0; id < active.Length; id++)
            active[id] &= depends[id];
        return active;
    }

    private static void Accumulate(ExpressionGraph graph, int[] sums, int at, int contribution)
    {
        if (contribution >= 0)
            sums[at] = sums[at] < 0 ? contribution : graph.Binary(Operation.Add, sums[at], contribution);
    }

    /// <summary>The family of scalars of which some are absent, so zero; -1 if all are.</summary>
    private static int Pack(ExpressionGraph graph, int[] items) =>
        Array.TrueForAll(items, item => item < 0) ? -1 : graph.Pack([.. items.Select(item => item < 0 ? graph.Constant(0) : item)]);

    private static int Chain(ExpressionGraph graph, int id, int[] tangents)
    {
        Node node = graph[id];
        int a = tangents[node.A], b = node.IsBinary ? tangents[node.B] : -1;
        (int byA, int byB) = Partials(graph, id);
        int sum = a < 0 || byA < 0 ? -1 : graph.Binary(Operation.Multiply, byA, a);
        if (b < 0 || byB < 0)
            return sum;
        int other = graph.Binary(Operation.Multiply, byB, b);
        return sum < 0 ? other : graph.Binary(Operation.Add, sum, other);
    }

    /// <summary>The derivatives of an arithmetic node by its operands; -1 for zero.</summary>
    private static (int A, int B) Partials(ExpressionGraph graph, int id)
    {
        Node node = graph[id];
        (int a, int b) = (node.A, node.B);
        int One() => graph.Constant(1);
        int Of(Operation operation, int x, int y = -1) => graph.Apply(operation, x, y);
        switch (node.Operation)
        {
            case Operation.Add:
                return (One(), One());
            case Operation.Subtract:
                return (One(), graph.Constant(-1));
            case Operation.Multiply:
                return (b, a);
            case Operation.Divide:
                return (Of(Operation.Divide, One(), b), Of(Operation.Negate, Of(Operation.Divide, id, b)));
            case Operation.Power:
                return (Of(Operation.Multiply, b, Of(Operation.Power, a, Of(Operation.Subtract, b, One()))),
                    Of(Operation.Multiply, id, Of(Operation.Log, a)));
            case Operation.Min or Operation.Max:
                int less = Of(Operation.Less, a, b), more = Of(Operation.Subtract, One(), less);
                return node.Operation == Operation.Min ? (less, more) : (more, less);
            case Operation.Negate:
                return (graph.Constant(-1), -1);
            case Operation.Abs:
                return (Of(Operation.Sign, a), -1);
            case Operation.Sqrt:
                return (Of(Operation.Divide, graph.Constant(0.5), id), -1);
            case Operation.Exp:
                return (id, -1);
            case Operation.Log:
                return (Of(Operation.Divide, One(), a), -1);
            case Operation.Sin:
                return (Of(Operation.Cos, a), -1);
            case Operation.Cos:
                return (Of(Operation.Negate, Of(Operation.Sin, a)), -1);
            case Operation.Tan:
                return (Of(Operation.Add, One(), Of(Operation.Multiply, id, id)), -1);
            case Operation.Tanh:
                return (Of(Operation.Subtract, One(), Of(Operation.Multiply, id, id)), -1);
            default:
                // Less and Sign: steps.
                return (-1, -1);
        }
    }
}
