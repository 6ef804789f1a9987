using Vardax.Managed.Expressions;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// One step of a system as one graph: x + (h b) sum of (b_i / b) k_i by the scheme with b the least of the weights, as one writes a step by
/// hand, every substep in it, or f itself for a map. The time of a
/// stage is (k + c dt/nominal) nominal with k the clock, so it is never a sum of steps.
/// </summary>
/// <param name="graph">The graph of the equations.</param>
/// <param name="equations">f, an expression for each declared component.</param>
/// <param name="state">The declared components.</param>
/// <param name="unknowns">The unknown constants.</param>
/// <param name="time">The node of t; -1 if there is no clock.</param>
/// <param name="options">The scheme.</param>
internal sealed class StepGraph(
    ExpressionGraph graph, int[] equations, int[] state, int[] unknowns, int time, DynamicalSystemOptions options)
{
    private readonly int clock = time < 0 ? -1 : graph.Input("clock", 1);

    private readonly List<int> kept = [];

    /// <summary>Values of the step that are rounded on their own: the slopes of the stages, in no multiply-add of the sum over them.</summary>
    public IReadOnlyList<int> Kept => kept;

    /// <summary>The graph.</summary>
    public ExpressionGraph Graph => graph;

    /// <summary>The step dt, and how many nominal steps it is.</summary>
    public int[] Steps { get; } = [graph.Input("dt", 1), graph.Input("dt/nominal", 1)];

    /// <summary>The state before the step: declared components, unknowns, the clock.</summary>
    public int[] Inputs => clock < 0 ? [.. state, .. unknowns] : [.. state, .. unknowns, clock];

    /// <summary>The state after the step.</summary>
    public (int Node, int Length)[] Build()
    {
        int[] next = options.IsMap ? Map() : RungeKutta();
        int[] all = clock < 0 ? [.. next, .. unknowns] : [.. next, .. unknowns, Add(clock, options.IsMap ? graph.Constant(1) : Steps[1])];
        return [.. all.Zip(Inputs, (node, input) => (node, graph[input].Length))];
    }

    /// <summary>Expressions at the time that the clock shows.</summary>
    public int[] AtClock(int[] expressions) => time < 0 ? expressions : graph.Substitute(expressions, [time], [Time(clock)]);

    private int[] Map() => AtClock(equations);

    private int[] RungeKutta()
    {
        (ButcherTableau scheme, int substeps) = (options.Scheme, options.Substeps);
        int h = graph.Binary(Operation.Divide, Steps[0], graph.Constant(substeps));
        double least = scheme.B.Where(b => b != 0).MinBy(Math.Abs);
        int[] x = state;
        for (int substep = 0; substep < substeps; substep++)
        {
            var slopes = new int[scheme.Stages][];
            int[]? sum = null;
            for (int i = 0; i < scheme.Stages; i++)
            {
                int[] point = x;
                for (int j = 0; j < i; j++)
                    point = AddScaled(point, h, scheme.A[i][j], slopes[j]);
                int[] inputs = time < 0 ? state : [.. state, time];
                int[] by = time < 0 ? point : [.. point, Time(Add(clock, Times((substep + scheme.C[i]) / substeps, Steps[1])))];
                slopes[i] = graph.Substitute(equations, inputs, by);
                kept.AddRange(slopes[i]);
                double weight = scheme.B[i] / least;
                sum = sum is null ? scheme.B[i] == 0 ? null : Scaled(graph.Constant(weight), slopes[i]) : AddScaled(sum, graph.Constant(1), weight, slopes[i]);
            }

            x = AddScaled(x, h, least, sum!);
        }

        return x;
    }

    private int Add(int a, int b) => graph.Binary(Operation.Add, a, b);

    /// <summary>A factor such as 1/6 divides by 6, so that it is rounded once.</summary>
    private int Times(double factor, int a) => factor == 0 ? graph.Constant(0)
        : Math.Abs(factor) < 1 && 1 / factor == Math.Round(1 / factor) ? graph.Binary(Operation.Divide, a, graph.Constant(1 / factor))
        : graph.Binary(Operation.Multiply, a, graph.Constant(factor));

    private int Time(int steps) => graph.Binary(Operation.Multiply, steps, graph.Constant(options.NominalStep!.Value));

    private int[] AddScaled(int[] x, int h, double factor, int[] slopes) => factor == 0 ? x
        : [.. x.Zip(Scaled(Times(factor, h), slopes), Add)];

    private int[] Scaled(int factor, int[] slopes) => [.. slopes.Select(slope => graph.Binary(Operation.Multiply, factor, slope))];
}
