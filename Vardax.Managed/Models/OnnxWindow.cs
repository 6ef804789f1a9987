using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// The window that the state at its start leads to, as <see cref="Methods.Amortized.Networks.ControlAnalysis"/> carries it: a Loop over the
/// steps of the model and of its tangent. The step's expressions are its nodes.
/// </summary>
/// <param name="graph">What the nodes go to.</param>
/// <param name="settings">The window.</param>
/// <param name="system">The model.</param>
internal sealed class OnnxWindow(OnnxGraph graph, ProblemSettings settings, DynamicalSystem system)
{
    /// <summary>A model as expressions; null if there are none.</summary>
    public static DynamicalSystem? Expressions(IDynamicalModel model) => model switch
    {
        DynamicalSystem system => system,
        Lorenz63 lorenz => new DynamicalSystem(lorenz.Name, lorenz.Components, s =>
            [lorenz.Sigma * (s[1] - s[0]), s[0] * (lorenz.Rho - s[2]) - s[1], s[0] * s[1] - lorenz.Beta * s[2]]),
        _ => null,
    };

    /// <summary>Adds outputs <c>window_mean</c> and <c>window_std</c>, batch x entries.</summary>
    /// <param name="mean">The mean of the free coordinates of the state at the window's start, batch x n.</param>
    /// <param name="root">The root of their covariance, batch x n x n.</param>
    public void Add(string mean, string root)
    {
        string first = graph.Indices("carried.first", [0]), second = graph.Indices("carried.second", [1]), third = graph.Indices("carried.third", [2]);
        string coordinates = graph.Node("Unsqueeze", "carried.coordinates", [mean, third]);
        string start = graph.Node("Gather", "carried.start", [coordinates, first], ("axis", 1));
        string directions = graph.Node("Gather", "carried.directions", [root, first], ("axis", 1));
        string zero = graph.Node("Sub", "carried.zero", [start, start]), zeros = graph.Node("Sub", "carried.zero.directions", [directions, directions]);
        (string State, string Tangent)[] components = [.. Components(coordinates, root, zero, zeros)];
        string state = graph.Node("Concat", "carried.state", [.. components.Select(c => c.State)], ("axis", 1));
        string tangent = graph.Node("Concat", "carried.tangent", [.. components.Select(c => c.Tangent)], ("axis", 1));
        string[] stacks = graph.March(
            "carried.steps", graph.Indices("carried.count", [settings.WindowSteps], []), [state, tangent], (body, before) =>
            {
                StepDerivative step = system.Derivative;
                var expressions = new OnnxExpressions(graph, body, step.Graph);
                double[] steps = [settings.Dt, settings.Dt / (system.Options.NominalStep ?? settings.Dt)];
                bool[] reached = step.Graph.Reach(step.Next.Select(next => next.Node));
                for (int k = 0; k < steps.Length; k++)
                {
                    if (reached[step.Steps[k]])
                        expressions.Bind(step.Steps[k], graph.Constant($"model.steps.{k}", [(float)steps[k]], 1, 1, 1));
                }

                for (int k = 0, row = 0; k < step.Inputs.Count; row += step.Next[k++].Length)
                {
                    string rows = graph.Indices($"model.rows.{k}", [.. Enumerable.Range(row, step.Next[k].Length)]);
                    expressions.Bind(step.Inputs[k], body.Node("Gather", $"model.input.{k}", [before[0], rows], ("axis", 1)), zero);
                    expressions.Bind(step.Directions[k], body.Node("Gather", $"model.direction.{k}", [before[1], rows], ("axis", 1)), zeros);
                }

                string next = expressions.Concatenate("model.next", step.Next, zero), along = expressions.Concatenate("model.along", step.Tangents, zeros);
                (string values, string deviations) = Rows(body, "model", next, along, third);
                return ([next, along], [values, deviations]);
            });
        (string firstMean, string firstStd) = Rows(graph, "carried", state, tangent, third);
        foreach ((string name, string one, string others) in new[] { ("window_mean", firstMean, stacks[0]), ("window_std", firstStd, stacks[1]) })
        {
            string after = graph.Transpose($"{name}.batch_first", others, [1, 0, 2]);
            string all = graph.Node("Concat", $"{name}.all", [graph.Node("Unsqueeze", $"{name}.first", [one, second]), after], ("axis", 1));
            bool isFilled = name == "window_std" && settings.Initial.Coordinates < settings.StateDimension;
            string flat = graph.Node("Flatten", isFilled ? "carried.std" : name, [all], ("axis", 1));
            if (isFilled)
                Fill(name, "window_mean", flat);
            graph.Output(name, settings.WindowEntries);
        }
    }

    /// <summary>What fixed components determine has the standard deviation of rounding, as <see cref="KnownEntries"/> says.</summary>
    private void Fill(string name, string mean, string deviations)
    {
        string size = graph.Node("Max", "known.size", [graph.Node("Abs", "known.abs", [mean]), graph.Constant("known.one", [1f])]);
        string least = graph.Node("Mul", "known.least", [size, graph.Constant("known.nothing", [KnownEntries.Nothing])]);
        string rounding = graph.Node("Mul", "known.rounding", [size, graph.Constant("known.resolution", [KnownEntries.Resolution])]);
        graph.Node("Where", name, [graph.Node("Less", "known.varies", [least, deviations]), deviations, rounding]);
    }

    /// <summary>x = T(u) of each component, and T'(u) times the root's row.</summary>
    private IEnumerable<(string State, string Tangent)> Components(string coordinates, string root, string zero, string zeros)
    {
        int free = 0;
        IReadOnlyList<ComponentPrior> priors = StartCoordinates.Of(settings).Components;
        for (int c = 0; c < priors.Count; c++)
        {
            string Constant(string name, double value) => graph.Constant($"carried.{name}.{c}", [(float)value], 1, 1, 1);
            string Node(string operation, string name, params string[] inputs) => graph.Node(operation, $"carried.{name}.{c}", inputs);
            if (!priors[c].IsFree)
            {
                yield return (Node("Add", "fixed", zero, Constant("value", priors[c].ToPhysical(0))), zeros);
                continue;
            }

            string index = graph.Indices($"carried.index.{c}", [free++]);
            string u = graph.Node("Gather", $"carried.coordinate.{c}", [coordinates, index], ("axis", 1));
            string row = graph.Node("Gather", $"carried.root.{c}", [root, index], ("axis", 1));
            switch (priors[c])
            {
                case LogNormalPrior:
                    string x = Node("Exp", "exp", u);
                    yield return (x, Node("Mul", "slope", x, row));
                    break;
                case UniformPrior uniform:
                    double width = uniform.High - uniform.Low;
                    string erf = Node("Erf", "erf", Node("Mul", "scaled", u, Constant("inverse_sqrt2", Math.Sqrt(0.5))));
                    string half = Constant("half_width", width / 2);
                    string square = Node("Mul", "half_square", Node("Mul", "square", u, u), Constant("minus_half", -0.5));
                    string density = Node("Mul", "density", Node("Exp", "exp", square), Constant("width", width * NormalDistribution.Density(0)));
                    yield return (Node("Add", "bounded", Node("Mul", "share", erf, half), Constant("middle", uniform.Low + (width / 2))), Node("Mul", "slope", density, row));
                    break;
                default:
                    yield return (u, row);
                    break;
            }
        }
    }

    /// <summary>A state as rows of values, and the standard deviations of it: the norms of the tangent's rows.</summary>
    private static (string Values, string Deviations) Rows(OnnxGraph at, string prefix, string state, string tangent, string third)
    {
        string squares = at.Node("Mul", $"{prefix}.squares", [tangent, tangent]);
        string variances = at.Node("ReduceSum", $"{prefix}.variances", [squares, third], ("keepdims", 0));
        return (at.Node("Squeeze", $"{prefix}.values", [state, third]), at.Node("Sqrt", $"{prefix}.deviations", [variances]));
    }
}
