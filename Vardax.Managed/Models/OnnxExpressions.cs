using Vardax.Managed.Expressions;

namespace Vardax.Managed.Models;

/// <summary>
/// Expressions as ONNX nodes in single precision. A value is batch x sites x 1, and a derivative along directions is batch x sites x
/// directions; what depends on neither has one row, and is computed once.
/// </summary>
/// <param name="outer">The graph of what is computed once, and of the constants.</param>
/// <param name="body">The graph of the rest.</param>
/// <param name="graph">The expressions.</param>
internal sealed class OnnxExpressions(OnnxGraph outer, OnnxGraph body, ExpressionGraph graph)
{
    private readonly Dictionary<int, (string Name, string Zero)> known = [];
    private int constants;

    /// <summary>Says what an input is.</summary>
    /// <param name="input">The input.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="zero">The name of a 0 of one site with the rows and directions that the value has; empty if it is one for all.</param>
    public void Bind(int input, string name, string zero = "") => known[input] = (name, zero);

    /// <summary>The sites of expressions one after the other, each as many as its length says; -1 is 0.</summary>
    /// <param name="name">The name of the result.</param>
    /// <param name="outputs">The expressions.</param>
    /// <param name="zero">As for <see cref="Bind"/>, of the result.</param>
    public string Concatenate(string name, IReadOnlyList<(int Node, int Length)> outputs, string zero)
    {
        bool[] reached = graph.Reach(outputs.Where(output => output.Node >= 0).Select(output => output.Node));
        for (int id = 0; id < reached.Length; id++)
        {
            if (reached[id] && !known.ContainsKey(id))
                known[id] = Emit(id, graph[id]);
        }

        string[] parts = [.. outputs.Select((output, k) =>
        {
            string part = output.Node < 0 ? zero : Widened($"{name}.{k}.wide", output.Node, zero);
            if (output.Length == 1 || (output.Node >= 0 && graph[output.Node].Length > 1))
                return part;
            string ones = outer.Constant($"model.ones.{constants++}", Enumerable.Repeat(1f, output.Length).ToArray(), 1, output.Length, 1);
            return body.Node("Mul", $"{name}.{k}.sites", [part, ones]);
        })];
        return body.Node("Concat", name, parts, ("axis", 1));
    }

    private (string Name, string Zero) Emit(int id, Node node)
    {
        string name = $"model.{id}";
        if (node.Operation == Operation.Constant)
            return (outer.Constant($"model.constant.{constants++}", [(float)node.Value], 1, 1, 1), "");
        int[] operands = [.. Enumerable.Range(0, graph.OperandCount(id)).Select(k => graph.Operand(id, k))];
        // A derivative's zero has a value's rows too.
        string zero = operands.Select(k => known[k].Zero).MaxBy(z => z.Length)!;
        OnnxGraph at = zero.Length == 0 ? outer : body;
        string[] inputs = [.. operands.Select(k => known[k].Name)];
        return (node.Operation switch
        {
            Operation.Pick => at.Node("Gather", name, [inputs[0], Sites([node.B])], ("axis", 1)),
            Operation.Shift => at.Node("Gather", name, [inputs[0], Sites([.. Enumerable.Range(0, node.Length).Select(s => (s + node.B) % node.Length)])], ("axis", 1)),
            Operation.Pack => at.Node("Concat", name, [.. operands.Select((k, site) => Widened($"{name}.{site}.wide", k, zero))], ("axis", 1)),
            Operation.Sum => at.Node("ReduceSum", name, [inputs[0], Sites([1])], ("keepdims", 1)),
            Operation.Less => at.Node("Cast", name, [at.Node("Less", $"{name}.less", inputs)], ("to", OnnxGraph.Single)),
            _ => at.Node(Word(node.Operation), name, inputs),
        }, zero);
    }

    /// <summary>A value with the rows and directions of a zero.</summary>
    private string Widened(string name, int id, string zero) =>
        known[id].Zero == zero ? known[id].Name : body.Node("Add", name, [known[id].Name, zero]);

    private string Sites(int[] sites) => outer.Indices($"model.sites.{constants++}", sites);

    private static string Word(Operation operation) => operation switch
    {
        Operation.Subtract => "Sub",
        Operation.Multiply => "Mul",
        Operation.Divide => "Div",
        Operation.Power => "Pow",
        Operation.Negate => "Neg",
        _ => operation.ToString(),
    };
}
