using System.Globalization;

namespace Vardax.Managed.Expressions;

/// <summary>
/// Expressions as text that <see cref="ExpressionScope.Parse"/> reads back to the same graph. What several places use, and what would
/// be too long or too deep in one line, becomes an intermediate value of its own.
/// </summary>
internal sealed class ExpressionWriter
{
    private const int Sum = 1, Product = 2, Sign = 3, Power = 4, Atom = 5;

    // Far below the limits of a text, whatever two such operands are joined by.
    private const int LongText = 400, DeepText = ExpressionScope.MaxTextDepth / 4;

    private readonly ExpressionGraph graph;
    private readonly int[] uses, bindings, depths;
    private readonly string?[] texts;
    private readonly bool[] viewed;
    private readonly HashSet<string> taken;
    private readonly List<NamedExpression> definitions = [];

    private ExpressionWriter(ExpressionGraph graph, IReadOnlyList<int> outputs, IEnumerable<string> names)
    {
        this.graph = graph;
        (uses, bindings, depths) = (new int[graph.Count], new int[graph.Count], new int[graph.Count]);
        (texts, viewed, taken) = (new string?[graph.Count], new bool[graph.Count], [.. names]);
        bool[] reached = graph.Reach(outputs);
        for (int id = 0; id < graph.Count; id++)
        {
            for (int k = 0; reached[id] && k < graph.OperandCount(id); k++)
            {
                uses[graph.Operand(id, k)]++;
                viewed[graph.Operand(id, k)] |= graph[id].Operation is Operation.Pick or Operation.Shift;
            }
        }

        foreach (int output in outputs)
            uses[output]++;
        for (int id = 0; id < graph.Count; id++)
        {
            if (reached[id])
                Write(id);
        }
    }

    /// <summary>The intermediate values, in order, and the text of each expression.</summary>
    /// <param name="graph">The graph of the expressions.</param>
    /// <param name="outputs">The expressions.</param>
    /// <param name="names">Names that an intermediate value may not take.</param>
    public static (IReadOnlyList<NamedExpression> Definitions, IReadOnlyList<string> Texts) Write(
        ExpressionGraph graph, IReadOnlyList<int> outputs, IEnumerable<string> names)
    {
        var writer = new ExpressionWriter(graph, outputs, names);
        return (writer.definitions, [.. outputs.Select(output => writer.texts[output]!)]);
    }

    /// <summary>A number that reads back to the same bits.</summary>
    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Write(int id)
    {
        Node node = graph[id];
        (texts[id], bindings[id]) = node.Operation switch
        {
            Operation.Constant => (Number(node.Value), node.Value < 0 ? Sign : Atom),
            Operation.Input => (graph.Inputs[node.A] + (node.Length > 1 ? "[i]" : ""), Atom),
            Operation.Pick => (FormattableString.Invariant($"{Family(node.A)}[{node.B}]"), Atom),
            Operation.Shift => (Family(node.A) + Index(node), Atom),
            Operation.Add => (Join(node, Sum, " + "), Sum),
            Operation.Subtract => (Join(node, Sum, " - "), Sum),
            Operation.Multiply => (Join(node, Product, " * "), Product),
            Operation.Divide => (Join(node, Product, " / "), Product),
            Operation.Power => ($"{Within(node.A, Atom)}^{Within(node.B, Sign)}", Power),
            Operation.Negate => ("-" + Within(node.A, Sign), Sign),
            Operation.Min or Operation.Max => ($"{Function(node)}({texts[node.A]}, {texts[node.B]})", Atom),
            _ => ($"{Function(node)}({texts[node.A]})", Atom),
        };
        for (int k = 0; k < graph.OperandCount(id); k++)
            depths[id] = Math.Max(depths[id], depths[graph.Operand(id, k)] + 1);
        if (node.IsArithmetic && (uses[id] > 1 || viewed[id] || depths[id] > DeepText || texts[id]!.Length > LongText))
            Define(id, node.Length);
    }

    private void Define(int id, int sites)
    {
        int number = definitions.Count;
        string name;
        do
            name = FormattableString.Invariant($"v{number++}");
        while (!taken.Add(name));
        definitions.Add(new NamedExpression(name, sites, texts[id]!));
        (texts[id], bindings[id], depths[id]) = (name + (sites > 1 ? "[i]" : ""), Atom, 0);
    }

    /// <summary>The name of a family: the text of its site i without the index.</summary>
    private string Family(int id) => texts[id]![..^"[i]".Length];

    private static string Index(Node shift) => shift.B <= shift.Length / 2
        ? FormattableString.Invariant($"[i+{shift.B}]")
        : FormattableString.Invariant($"[i-{shift.Length - shift.B}]");

    private static string Function(Node node) => node.Operation.ToString().ToLowerInvariant();

    private string Join(Node node, int binding, string sign) => Within(node.A, binding) + sign + Within(node.B, binding + 1);

    private string Within(int id, int binding) => bindings[id] < binding ? $"({texts[id]})" : texts[id]!;
}
