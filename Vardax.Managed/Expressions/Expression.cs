namespace Vardax.Managed.Expressions;

/// <summary>
/// A value that records what is done with it: operators and <see cref="Functions"/> build an expression and compute nothing. Scalar,
/// or a family of n sites such as the 40 components of a lattice; an operation on a family is done site by site, and a scalar in it
/// stands for equal sites. Numbers convert implicitly. For powers there is <see cref="Functions.Pow"/>.
/// </summary>
public readonly struct Expression
{
    private readonly double number;

    internal Expression(ExpressionGraph? graph, int node, double number = 0) => (Graph, Node, this.number) = (graph, node, number);

    /// <summary>Sites: 1 for a scalar.</summary>
    public int Length => Graph is null ? 1 : Graph[Node].Length;

    /// <summary>The number that a constant expression comes to; null if it has an input, or no finite value.</summary>
    public double? Value => Graph is null ? number
        : Graph[Node] is { Operation: Operation.Constant } constant ? constant.Value : null;

    internal ExpressionGraph? Graph { get; }

    internal int Node { get; }

    /// <summary>One site of a family, as a scalar.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such site.</exception>
    public Expression this[int site]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(site);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(site, Length);
            return Graph is null ? this : new Expression(Graph, Graph.Pick(Node, site));
        }
    }

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not finite.</exception>
    public static implicit operator Expression(double value) => double.IsFinite(value)
        ? new Expression(null, -1, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a finite constant.");

    /// <summary>-a.</summary>
    public static Expression operator -(Expression a) => Apply(Operation.Negate, a);

    /// <summary>a + b.</summary>
    public static Expression operator +(Expression a, Expression b) => Apply(Operation.Add, a, b);

    /// <summary>a - b.</summary>
    public static Expression operator -(Expression a, Expression b) => Apply(Operation.Subtract, a, b);

    /// <summary>a b.</summary>
    public static Expression operator *(Expression a, Expression b) => Apply(Operation.Multiply, a, b);

    /// <summary>a / b.</summary>
    public static Expression operator /(Expression a, Expression b) => Apply(Operation.Divide, a, b);

    /// <summary>The family whose site i is site i + <paramref name="by"/> of this one, cyclic: <c>x[i+1]</c> is <c>x.Shift(1)</c>.</summary>
    public Expression Shift(int by) => Graph is null ? this : new Expression(Graph, Graph.Shift(Node, by));

    internal static Expression Apply(Operation operation, Expression a) => a.Graph is null
        ? Arithmetic.Apply(operation, a.number, 0)
        : new Expression(a.Graph, a.Graph.Unary(operation, a.Node));

    internal static Expression Apply(Operation operation, Expression a, Expression b)
    {
        ExpressionGraph? graph = a.Graph ?? b.Graph;
        return graph is null
            ? Arithmetic.Apply(operation, a.number, b.number)
            : new Expression(graph, graph.Binary(operation, a.In(graph), b.In(graph)));
    }

    /// <summary>The expression's node in a graph.</summary>
    /// <exception cref="ArgumentException">The expression is one of another graph.</exception>
    internal int In(ExpressionGraph graph) => Graph is null ? graph.Constant(number)
        : Graph == graph ? Node
        : throw new ArgumentException("The expression is made of the inputs of another system.");
}
