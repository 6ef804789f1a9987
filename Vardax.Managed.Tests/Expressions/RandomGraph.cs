using Vardax.Managed.Expressions;
using static Vardax.Managed.Expressions.Functions;

namespace Vardax.Managed.Tests.Expressions;

/// <summary>
/// Random expressions over two scalars and two families of five sites, with what a plain recursive evaluator makes of each: closures
/// over the operands', which know nothing of graphs.
/// </summary>
internal sealed class RandomGraph
{
    public const int Sites = 5, Inputs = 2 + (2 * Sites);

    private readonly List<(Expression Graph, Func<double[], double[]> Plain)> values = [];
    private readonly Random random;

    /// <summary>Makes so many operations.</summary>
    /// <param name="seed">What the draws start from.</param>
    /// <param name="operations">How many.</param>
    /// <param name="smooth">Whether operations with a kink are left out.</param>
    public RandomGraph(int seed, int operations, bool smooth = false)
    {
        random = new Random(seed);
        values.Add((Scope.Input("a"), x => [x[0]]));
        values.Add((Scope.Input("b"), x => [x[1]]));
        values.Add((Scope.Input("x", Sites), x => x[2..(2 + Sites)]));
        values.Add((Scope.Input("y", Sites), x => x[(2 + Sites)..]));
        for (int made = 0; made < operations; made++)
            values.Add(Next(smooth));
        // The last ones, and a few from anywhere: shared, and read again after much else.
        Outputs = [.. values.TakeLast(3), values[random.Next(values.Count)], values[random.Next(values.Count)]];
    }

    public ExpressionScope Scope { get; } = new();

    public IReadOnlyList<(Expression Graph, Func<double[], double[]> Plain)> Outputs { get; }

    /// <summary>The outputs by the plain evaluator, a row after the other.</summary>
    public double[] Evaluate(double[] x) => [.. Outputs.SelectMany(output => output.Plain(x))];

    private (Expression, Func<double[], double[]>) Next(bool smooth)
    {
        // Mostly of what is new, so that depth grows.
        (Expression Graph, Func<double[], double[]> Plain) Pick() =>
            values[random.Next(3) == 0 ? random.Next(values.Count) : Math.Max(0, values.Count - 1 - random.Next(8))];
        (Expression a, Func<double[], double[]> p) = Pick();
        (Expression b, Func<double[], double[]> q) = Pick();
        double c = Math.Round((4 * random.NextDouble()) - 2, 3);
        int site = random.Next(Sites), by = random.Next(-Sites, Sites);
        Func<double[], double[]> Each(Func<double, double> f) => x => [.. Memo(p, x).Select(f)];
        Func<double[], double[]> Both(Func<double, double, double> f) => x =>
        {
            double[] left = Memo(p, x), right = Memo(q, x);
            return [.. Enumerable.Range(0, Math.Max(left.Length, right.Length))
                .Select(i => f(left[left.Length == 1 ? 0 : i], right[right.Length == 1 ? 0 : i]))];
        };
        // Bounded, so that values neither overflow nor leave a function's domain.
        switch (random.Next(smooth ? 15 : 18))
        {
            case 0:
                return (a + b, Both((u, v) => u + v));
            case 1:
                return (a - b, Both((u, v) => u - v));
            case 2:
                return (Tanh(a) * b, Both((u, v) => Math.Tanh(u) * v));
            case 3:
                return (a / (1 + b * b), Both((u, v) => u / (1 + (v * v))));
            case 4:
                return (-a, Each(u => -u));
            case 5:
                return (a * c + b, Both((u, v) => (u * c) + v));
            case 6:
                return (a - b * c, Both((u, v) => u - (v * c)));
            case 7:
                return (Sin(a), Each(Math.Sin));
            case 8:
                return (Cos(a), Each(Math.Cos));
            case 9:
                return (Exp(Tanh(a)), Each(u => Math.Exp(Math.Tanh(u))));
            case 10:
                return (Log(1.5 + a * a), Each(u => Math.Log(1.5 + (u * u))));
            case 11:
                return (Sqrt(0.5 + a * a), Each(u => Math.Sqrt(0.5 + (u * u))));
            case 12:
                return (Pow(1.2 + Sin(a), Tanh(b)), Both((u, v) => Math.Pow(1.2 + Math.Sin(u), Math.Tanh(v))));
            case 13:
                return (a.Shift(by), x => Memo(p, x) is var v
                ? [.. v.Select((_, i) => v[(((i + by) % v.Length) + v.Length) % v.Length])] : []);
            case 14:
                return (a.Length == 1 ? a : a[site], x => Memo(p, x) is var v ? [v[v.Length == 1 ? 0 : site]] : []);
            case 15:
                return (Min(a, b), Both(Math.Min));
            case 16:
                return (Max(a, c), Each(u => Math.Max(u, c)));
            default:
                return (Abs(a - c), Each(u => Math.Abs(u - c)));
        }
    }

    private readonly Dictionary<Func<double[], double[]>, (double[] At, double[] Value)> memory = [];

    /// <summary>Each value once for one point, or the recursion takes exponential time.</summary>
    private double[] Memo(Func<double[], double[]> f, double[] x)
    {
        if (memory.TryGetValue(f, out (double[] At, double[] Value) known) && ReferenceEquals(known.At, x))
            return known.Value;
        double[] value = f(x);
        memory[f] = (x, value);
        return value;
    }
}
