using Vardax.Managed.Expressions;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Expressions;

/// <summary>Random graphs of up to 200 operations, against plain evaluation.</summary>
public sealed class RandomGraphTests
{
    public static TheoryData<int, int> Graphs => [.. Enumerable.Range(0, 60).Select(seed => (seed, 5 + (seed * 195 / 59)))];

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Values_are_those_of_a_plain_evaluator(int seed, int operations)
    {
        var graph = new RandomGraph(seed, operations);
        var compiled = new GraphFunction<double>(graph.Scope, [.. graph.Outputs.Select(output => output.Graph)]);
        double[] x = Numbers.Normal(seed, RandomGraph.Inputs), expected = graph.Evaluate(x), found = new double[expected.Length];
        Assert.Equal((RandomGraph.Inputs, expected.Length), (compiled.InputDimension, compiled.OutputDimension));
        compiled.Evaluate(x, found, 1);
        CloseAssert.Absolute(expected, found, 1e-9 * (1 + expected.Max(Math.Abs)));
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void A_lane_has_the_same_bits_in_any_company(int seed, int operations)
    {
        var graph = new RandomGraph(seed, operations);
        Expression[] outputs = [.. graph.Outputs.Select(output => output.Graph)];
        Company(new GraphFunction<double>(graph.Scope, outputs), Numbers.Normal(seed, RandomGraph.Inputs * 300));
        Company(new GraphFunction<float>(graph.Scope, outputs), Numbers.NormalSingle(seed, RandomGraph.Inputs * 300));
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Derivatives_are_the_plain_evaluator_s(int seed, int operations)
    {
        var graph = new RandomGraph(seed, operations, smooth: true);
        var compiled = new GraphFunction<double>(graph.Scope, [.. graph.Outputs.Select(output => output.Graph)]);
        int n = compiled.InputDimension, p = compiled.OutputDimension;
        double[] x = Numbers.Normal(seed, n), directions = Numbers.Normal(seed + 1, n * 3), weights = Numbers.Normal(seed + 2, p * 5);
        double[] tangents = new double[p * 3], adjoints = new double[n * 5];
        compiled.Tangent(x, directions, tangents, 3);
        compiled.Adjoint(x, weights, adjoints, 5);
        for (int column = 0; column < 3; column++)
        {
            double[] along = Column(directions, 3, column);
            // Richardson's rule over central differences.
            double[] Central(double h) => [.. graph.Evaluate([.. x.Zip(along, (a, d) => a + (h * d))])
                .Zip(graph.Evaluate([.. x.Zip(along, (a, d) => a - (h * d))]), (up, down) => (up - down) / (2 * h))];
            double[] expected = [.. Central(1e-4).Zip(Central(2e-4), (fine, coarse) => ((4 * fine) - coarse) / 3)];
            CloseAssert.Absolute(expected, Column(tangents, 3, column), 1e-5 * (1 + expected.Max(Math.Abs)), $"column {column}");
            double[] w = Column(weights, 5, column);
            double tangent = Dot(w, Column(tangents, 3, column)), adjoint = Dot(Column(adjoints, 5, column), along);
            double size = w.Zip(Column(tangents, 3, column), (a, b) => Math.Abs(a * b)).Sum()
                + Column(adjoints, 5, column).Zip(along, (a, b) => Math.Abs(a * b)).Sum();
            CloseAssert.Absolute(tangent, adjoint, 1e-11 * (1e-3 + size), $"adjoint identity {column}");
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Canonical_text_reads_back_to_the_same_graph(int seed, int operations)
    {
        var graph = new RandomGraph(seed, operations);
        int[] nodes = [.. graph.Outputs.Select(output => output.Graph.Node)];
        (IReadOnlyList<NamedExpression> definitions, IReadOnlyList<string> texts) =
            ExpressionWriter.Write(graph.Scope.Graph, nodes, graph.Scope.Names);
        var again = new ExpressionScope();
        foreach (string name in (string[])["a", "b", "x", "y"])
            again.Input(name, graph.Scope[name].Length);
        foreach (NamedExpression line in definitions)
            again.Define(line.Name, again.Parse(line.Text, line.Sites));
        int[] read = [.. texts.Select((text, k) => again.Parse(text, graph.Outputs[k].Graph.Length).Node)];
        Assert.True(Same(graph.Scope.Graph, nodes, again.Graph, read));
        // A canonical text is its own: writing what was read changes nothing.
        (IReadOnlyList<NamedExpression> twice, IReadOnlyList<string> textsTwice) =
            ExpressionWriter.Write(again.Graph, read, ["a", "b", "x", "y"]);
        Assert.Equal(definitions, twice);
        Assert.Equal(texts, textsTwice);
    }

    private static void Company<T>(GraphFunction<T> compiled, T[] states)
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        int n = compiled.InputDimension, p = compiled.OutputDimension, most = states.Length / n;
        foreach (int count in (int[])[2, 9, 67, most])
        {
            T[] some = [.. Enumerable.Range(0, n).SelectMany(c => states.AsSpan(c * most, count).ToArray())], all = new T[p * count];
            compiled.Evaluate(some, all, count);
            foreach (int lane in (int[])[0, 1, count / 2, count - 1])
            {
                T[] alone = new T[p];
                compiled.Evaluate(Column(some, count, lane), alone, 1);
                BitwiseAssert.Equal<T>(alone, Column(all, count, lane), $"lane {lane} of {count}");
            }
        }
    }

    /// <summary>Whether two graphs are the same below these nodes, whatever their numbers.</summary>
    private static bool Same(ExpressionGraph a, int[] nodesA, ExpressionGraph b, int[] nodesB)
    {
        var pairs = new Dictionary<int, int>();
        bool Equal(int x, int y)
        {
            if (pairs.TryGetValue(x, out int partner))
                return partner == y;
            pairs[x] = y;
            (Node u, Node v) = (a[x], b[y]);
            if (u.Operation != v.Operation || u.Length != v.Length || u.Bits != v.Bits)
                return false;
            if (u.Operation == Operation.Input)
                return a.Inputs[u.A] == b.Inputs[v.A];
            if (u.Operation is Operation.Pick or Operation.Shift && u.B != v.B)
                return false;
            return Enumerable.Range(0, a.OperandCount(x)).All(k => Equal(a.Operand(x, k), b.Operand(y, k)));
        }

        return nodesA.Zip(nodesB).All(pair => Equal(pair.First, pair.Second));
    }

    private static T[] Column<T>(T[] values, int count, int i) =>
        [.. Enumerable.Range(0, values.Length / count).Select(row => values[(row * count) + i])];

    private static double Dot(double[] a, double[] b) => a.Zip(b, (u, v) => u * v).Sum();
}
