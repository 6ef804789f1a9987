namespace Vardax.Managed.Expressions;

/// <summary>
/// Expressions as numbered nodes, operands before what uses them. Nodes never change and are never removed; equal ones are one
/// (hash-consing), constants are folded, and identities are applied that leave every value as it is, the sign of a zero aside.
/// A node has one site or n: a family of the state is one node over all its sites, x[i + k] is a view of it, and a scalar beside a
/// family stands for equal sites. Not for several threads at once.
/// </summary>
internal sealed class ExpressionGraph
{
    /// <summary>The most nodes of a graph, derivatives and stages of a step included.</summary>
    public const int MaxNodes = 400_000;

    private readonly List<Node> nodes = [];
    private readonly Dictionary<Node, int> known = [];
    private readonly List<int[]> packs = [];
    private readonly List<string> inputs = [];

    /// <summary>Number of nodes.</summary>
    public int Count => nodes.Count;

    /// <summary>Node number <paramref name="id"/>.</summary>
    public Node this[int id] => nodes[id];

    /// <summary>The names of the inputs, in the order of their creation.</summary>
    public IReadOnlyList<string> Inputs => inputs;

    /// <summary>The scalars of a <see cref="Operation.Pack"/>, site by site.</summary>
    public ReadOnlySpan<int> Items(Node pack) => packs[pack.A];

    /// <summary>A new input, one of its own even where a name is used twice.</summary>
    public int Input(string name, int length)
    {
        inputs.Add(name);
        return Add(new Node(Operation.Input, inputs.Count - 1, -1, 0, length));
    }

    /// <summary>A finite number.</summary>
    public int Constant(double value) => double.IsFinite(value)
        ? Add(new Node(Operation.Constant, -1, -1, BitConverter.DoubleToInt64Bits(value), 1))
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a finite constant.");

    /// <summary>Site <paramref name="site"/> of a family.</summary>
    public int Pick(int a, int site)
    {
        Node node = nodes[a];
        return node.Length == 1 ? a : node.Operation switch
        {
            Operation.Shift => Pick(node.A, (site + node.B) % node.Length),
            Operation.Pack => Items(node)[site],
            _ => Add(new Node(Operation.Pick, a, site, 0, 1)),
        };
    }

    /// <summary>The family whose site i is site i + <paramref name="by"/> of another, cyclic.</summary>
    public int Shift(int a, int by)
    {
        Node node = nodes[a];
        by = ((by % node.Length) + node.Length) % node.Length;
        if (by == 0)
            return a;
        return node.Operation == Operation.Shift ? Shift(node.A, by + node.B) : Add(new Node(Operation.Shift, a, by, 0, node.Length));
    }

    /// <summary>The family of these scalars.</summary>
    public int Pack(ReadOnlySpan<int> items)
    {
        if (items.Length == 1)
            return items[0];
        int pack = packs.Count;
        while (--pack >= 0 && !items.SequenceEqual(packs[pack]))
            continue;
        if (pack < 0)
        {
            pack = packs.Count;
            packs.Add(items.ToArray());
        }

        return Add(new Node(Operation.Pack, pack, -1, 0, items.Length));
    }

    /// <summary>The sum over the sites of a family of <paramref name="length"/> sites.</summary>
    public int Sum(int a, int length)
    {
        if (length == 1)
            return a;
        return nodes[a].Length == 1 ? Binary(Operation.Multiply, Constant(length), a) : Add(new Node(Operation.Sum, a, -1, 0, 1));
    }

    /// <summary>f(a).</summary>
    public int Unary(Operation operation, int a)
    {
        Node node = nodes[a];
        if (node.Operation == Operation.Constant && Fold(operation, node.Value, 0) is int folded)
            return folded;
        return operation == Operation.Negate && node.Operation == Operation.Negate
            ? node.A
            : Add(new Node(operation, a, -1, 0, node.Length));
    }

    /// <summary>f(a, b).</summary>
    /// <exception cref="ArgumentException">The operands are families of different lengths.</exception>
    public int Binary(Operation operation, int a, int b)
    {
        (Node x, Node y) = (nodes[a], nodes[b]);
        if (x.Length != y.Length && x.Length != 1 && y.Length != 1)
            throw new ArgumentException($"A family of {x.Length} sites meets one of {y.Length}.");
        if (x.Operation == Operation.Constant && y.Operation == Operation.Constant && Fold(operation, x.Value, y.Value) is int folded)
            return folded;
        if (Identity(operation, a, b) is int same)
            return same;
        var node = new Node(operation, a, b, 0, Math.Max(x.Length, y.Length));
        bool commutes = operation is Operation.Add or Operation.Multiply;
        return commutes && known.TryGetValue(node with { A = b, B = a }, out int twin) ? twin : Add(node);
    }

    /// <summary>f(a) or f(a, b), by the operation.</summary>
    public int Apply(Operation operation, int a, int b) => b < 0 ? Unary(operation, a) : Binary(operation, a, b);

    /// <summary>Number of operands of a node.</summary>
    public int OperandCount(int id) => nodes[id] switch
    {
        { Operation: Operation.Constant or Operation.Input } => 0,
        { Operation: Operation.Pack, Length: var length } => length,
        { IsBinary: true } => 2,
        _ => 1,
    };

    /// <summary>Operand number <paramref name="k"/> of a node.</summary>
    public int Operand(int id, int k)
    {
        Node node = nodes[id];
        return node.Operation == Operation.Pack ? packs[node.A][k] : k == 0 ? node.A : node.B;
    }

    /// <summary>Marks what these nodes are made of, themselves included.</summary>
    public bool[] Reach(IEnumerable<int> outputs) => Reach(outputs, nodes.Count);

    /// <summary>Marks the nodes that are made of any of these.</summary>
    public bool[] DependOn(IEnumerable<int> sources) => DependOn(sources, nodes.Count);

    /// <summary>These expressions with other nodes in place of inputs.</summary>
    /// <param name="outputs">The expressions.</param>
    /// <param name="inputs">The nodes to replace.</param>
    /// <param name="by">What stands in place of each.</param>
    public int[] Substitute(IReadOnlyList<int> outputs, IReadOnlyList<int> inputs, IReadOnlyList<int> by)
    {
        // Of a graph that has grown since, the expressions see the old part alone.
        int count = outputs.Max() + 1;
        bool[] reached = Reach(outputs, count), changed = DependOn(inputs, count);
        int[] now = [.. Enumerable.Range(0, count)];
        for (int k = 0; k < inputs.Count; k++)
        {
            if (inputs[k] < count)
                now[inputs[k]] = by[k];
        }

        for (int id = 0; id < count; id++)
        {
            Node node = nodes[id];
            if (!reached[id] || !changed[id] || node.Operation == Operation.Input)
                continue;
            now[id] = node.Operation switch
            {
                Operation.Pack => Pack([.. packs[node.A].Select(item => now[item])]),
                Operation.Pick => Pick(now[node.A], node.B),
                Operation.Shift => Shift(now[node.A], node.B),
                Operation.Sum => Sum(now[node.A], nodes[node.A].Length),
                _ => Apply(node.Operation, now[node.A], node.IsBinary ? now[node.B] : -1),
            };
        }

        return [.. outputs.Select(output => now[output])];
    }

    private bool[] Reach(IEnumerable<int> outputs, int count)
    {
        var reached = new bool[count];
        foreach (int output in outputs)
            reached[output] = true;
        for (int id = count - 1; id >= 0; id--)
        {
            for (int k = 0; reached[id] && k < OperandCount(id); k++)
                reached[Operand(id, k)] = true;
        }

        return reached;
    }

    private bool[] DependOn(IEnumerable<int> sources, int count)
    {
        var depends = new bool[count];
        foreach (int source in sources.Where(source => source < count))
            depends[source] = true;
        for (int id = 0; id < depends.Length; id++)
        {
            for (int k = 0; !depends[id] && k < OperandCount(id); k++)
                depends[id] = depends[Operand(id, k)];
        }

        return depends;
    }

    private int? Fold(Operation operation, double a, double b) =>
        Arithmetic.Apply(operation, a, b) is var value && double.IsFinite(value) ? Constant(value) : null;

    private bool Is(int id, double value) => nodes[id] is { Operation: Operation.Constant } node && node.Value == value;

    /// <summary>A node of the same value as f(a, b) that is there or simpler; null for none.</summary>
    private int? Identity(Operation operation, int a, int b)
    {
        (Node x, Node y) = (nodes[a], nodes[b]);
        switch (operation)
        {
            case Operation.Add when Is(b, 0):
            case Operation.Subtract when Is(b, 0):
            case Operation.Multiply when Is(b, 1):
            case Operation.Divide when Is(b, 1):
            case Operation.Power when Is(b, 1):
                return a;
            case Operation.Add when Is(a, 0):
            case Operation.Multiply when Is(a, 1):
                return b;
            case Operation.Subtract when Is(a, 0):
            case Operation.Multiply when Is(a, -1):
                return Unary(Operation.Negate, b);
            case Operation.Multiply when Is(b, -1):
            case Operation.Divide when Is(b, -1):
                return Unary(Operation.Negate, a);
            case Operation.Add when y.Operation == Operation.Negate:
                return Binary(Operation.Subtract, a, y.A);
            case Operation.Add when x.Operation == Operation.Negate:
                return Binary(Operation.Subtract, b, x.A);
            case Operation.Subtract when y.Operation == Operation.Negate:
                return Binary(Operation.Add, a, y.A);
            case Operation.Multiply or Operation.Divide when x.Operation == Operation.Negate:
                return Unary(Operation.Negate, Binary(operation, x.A, b));
            case Operation.Multiply or Operation.Divide when y.Operation == Operation.Negate:
                return Unary(Operation.Negate, Binary(operation, a, y.A));
            case Operation.Power when Is(b, 2):
                return Binary(Operation.Multiply, a, a);
            case Operation.Power when Is(b, 3):
                return Binary(Operation.Multiply, Binary(Operation.Multiply, a, a), a);
            case Operation.Power when Is(b, -1):
                return Binary(Operation.Divide, Constant(1), a);
            case Operation.Min or Operation.Max when a == b:
                return a;
            default:
                return null;
        }
    }

    private int Add(Node node)
    {
        if (known.TryGetValue(node, out int id))
            return id;
        if (nodes.Count == MaxNodes)
            throw new ArgumentException($"The expressions have more than {MaxNodes} operations, stages and derivatives included.");
        known.Add(node, nodes.Count);
        nodes.Add(node);
        return nodes.Count - 1;
    }
}
