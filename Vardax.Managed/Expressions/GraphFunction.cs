using System.Numerics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Expressions;

/// <summary>
/// Expressions of a state as a function in one precision, y = h(x), with its tangent and adjoint. Many states or columns at once are
/// laid out component by component: component c of state i at c * count + i. A state's result has the same bits in any company. Any
/// number of threads may call at once, and calls allocate nothing after the first ones.
/// </summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public sealed class GraphFunction<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LaneFunction<T> value, tangent, adjoint;

    /// <summary>Compiles expressions as a function of the inputs of their scope.</summary>
    /// <param name="scope">The scope: its inputs, in order, are the components of a state.</param>
    /// <param name="outputs">The expressions; a family is as many values as it has sites.</param>
    /// <exception cref="ArgumentException">There is no output, or one is of another scope or uses the time.</exception>
    public GraphFunction(ExpressionScope scope, IReadOnlyList<Expression> outputs)
        : this(Checked(scope), [.. scope.Inputs.Select(input => input.Node)], Nodes(scope, outputs))
    {
    }

    internal GraphFunction(ExpressionGraph graph, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs)
    {
        (int Node, int Length) Whole(int node, int like) => (node < 0 ? graph.Constant(0) : node, graph[like].Length);
        int[] directions = Copies(graph, inputs), weights = Copies(graph, outputs);
        int[] tangents = Derivatives.Tangent(graph, outputs, inputs, directions);
        int[] adjoints = Derivatives.Adjoint(graph, outputs, weights, inputs);
        value = new(ProgramCompiler.Compile(graph, [.. outputs.Select(output => Whole(output, output))], [], inputs, steps: false));
        tangent = new(ProgramCompiler.Compile(
            graph, [.. outputs.Select((output, k) => Whole(tangents[k], output))], inputs, directions, steps: false));
        adjoint = new(ProgramCompiler.Compile(
            graph, [.. inputs.Select((input, k) => Whole(adjoints[k], input))], inputs, weights, steps: false));
    }

    /// <summary>Components of a state: n.</summary>
    public int InputDimension => value.InputDimension;

    /// <summary>Values: p.</summary>
    public int OutputDimension => value.OutputDimension;

    /// <summary>results (p x count) = h of each of the states (n x count).</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Evaluate(ReadOnlySpan<T> states, Span<T> results, int count)
    {
        Guard.Columns(InputDimension, count, states.Length, nameof(states));
        Guard.Columns(OutputDimension, count, results.Length, nameof(results));
        value.Run([], [], states, results, count);
    }

    /// <summary>results (p x count) = h'(state) directions (n x count).</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Tangent(ReadOnlySpan<T> state, ReadOnlySpan<T> directions, Span<T> results, int count)
    {
        Guard.Length(InputDimension, state.Length, nameof(state));
        Guard.Columns(InputDimension, count, directions.Length, nameof(directions));
        Guard.Columns(OutputDimension, count, results.Length, nameof(results));
        tangent.Run(state, [], directions, results, count);
    }

    /// <summary>results (n x count) = h'(state)^T weights (p x count).</summary>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public void Adjoint(ReadOnlySpan<T> state, ReadOnlySpan<T> weights, Span<T> results, int count)
    {
        Guard.Length(InputDimension, state.Length, nameof(state));
        Guard.Columns(OutputDimension, count, weights.Length, nameof(weights));
        Guard.Columns(InputDimension, count, results.Length, nameof(results));
        adjoint.Run(state, [], weights, results, count);
    }

    private static int[] Copies(ExpressionGraph graph, IReadOnlyList<int> nodes) =>
        [.. nodes.Select(node => graph.Input("", graph[node].Length))];

    private static ExpressionGraph Checked(ExpressionScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return scope.Graph;
    }

    private static int[] Nodes(ExpressionScope scope, IReadOnlyList<Expression> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.Count == 0)
            throw new ArgumentException("Expected at least one expression.", nameof(outputs));
        int[] nodes = [.. outputs.Select(output => output.In(scope.Graph))];
        return scope.HasTime && scope.Graph.Reach(nodes)[scope.Time.Node]
            ? throw new ArgumentException("An expression uses the time t, which is no input.", nameof(outputs))
            : nodes;
    }
}
