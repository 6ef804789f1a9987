using System.Globalization;
using System.Numerics;
using Vardax.Managed.Expressions;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// A model written once, as expressions: x' = f(x), or x_{k+1} = f(x_k) for a map. Steps, ensembles, tangents and adjoints in both
/// precisions, and the equations as text, follow from the expressions:
/// <code>
/// using static Vardax.Managed.Expressions.Functions;
/// var pendulum = new DynamicalSystem("pendulum", ["angle", "rate"], x => [x[1], -9.81 * Sin(x[0]) - 0.2 * x[1]]);
/// </code>
/// The propagated state is the declared components, site by site, then the unknown constants, and then a clock where the
/// equations use the time: the time in nominal steps, so t = clock x nominal step. Systems of the same name, equations (as text) and scheme are equal.
/// A map has no way back: steps of a negative dt are steps forward.
/// </summary>
public sealed class DynamicalSystem : IDynamicalModel, IEquatable<DynamicalSystem>
{
    /// <summary>The component that counts the steps.</summary>
    internal const string ClockName = "clock";

    private readonly StepGraph graph;
    private readonly (int Node, int Length)[] next;
    private readonly DynamicalSystemOptions options;
    private readonly (string Name, int Sites)[] declared;
    private readonly string key;

    /// <summary>Builds a system.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="components">
    /// The components of its state, in order: names, or <c>x[40]</c> for a family of 40 sites.
    /// </param>
    /// <param name="equations">
    /// f, an expression for each declared component. Its argument knows the components by number, by name, and in text
    /// (<see cref="ExpressionScope.Parse"/>), the constants by name and in text, and the time.
    /// </param>
    /// <param name="options">Constants and the scheme; null for none and a step of classical Runge-Kutta.</param>
    /// <exception cref="ArgumentException">A name, an option or the number of equations is wrong.</exception>
    /// <exception cref="ExpressionException">A text is wrong.</exception>
    public DynamicalSystem(string name, IReadOnlyList<string> components,
        Func<ExpressionScope, IReadOnlyList<Expression>> equations, DynamicalSystemOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(components);
        ArgumentNullException.ThrowIfNull(equations);
        this.options = options ??= new DynamicalSystemOptions();
        Check(options);
        if (components.Count == 0)
            throw new ArgumentException("Expected at least one component.", nameof(components));
        Name = name;
        declared = [.. components.Select(Declaration)];
        ExpressionScope scope = CreateScope();
        IReadOnlyList<Expression> f = equations(scope);
        Guard.Length(declared.Length, f.Count, nameof(equations));
        int[] nodes = [.. f.Select(equation => equation.In(scope.Graph))];
        for (int k = 0; k < nodes.Length; k++)
        {
            if (f[k].Length != 1 && f[k].Length != declared[k].Sites)
                throw new ArgumentException(
                    $"The equation of '{components[k]}' has {f[k].Length} sites; expected {declared[k].Sites}.", nameof(equations));
        }

        UsesTime = options.HasClock || (scope.HasTime && scope.Graph.Reach(nodes)[scope.Time.Node]);
        if (UsesTime && options.NominalStep is null)
            throw new ArgumentException("The equations use the time; expected a nominal step.", nameof(options));
        (Definitions, IReadOnlyList<string> texts) = ExpressionWriter.Write(scope.Graph, nodes, scope.Names);
        Equations = [.. texts.Select((text, k) => new NamedExpression(declared[k].Name, declared[k].Sites, text))];
        Components =
        [
            .. declared.SelectMany(one => one.Sites == 1 ? [one.Name] : Enumerable.Range(0, one.Sites)
                .Select(site => string.Create(CultureInfo.InvariantCulture, $"{one.Name}[{site}]"))),
            .. options.Unknowns, .. UsesTime ? (string[])[ClockName] : [],
        ];
        key = Key();
        graph = StepOf(scope, nodes);
        next = graph.Build();
        (LaneProgram step, LaneProgram tangent, LaneProgram adjoint) = Programs();
        SinglePrecision = new GraphPropagator<float>(step, tangent, adjoint, options.NominalStep);
        DoublePrecision = new GraphPropagator<double>(step, tangent, adjoint, options.NominalStep);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The names of the propagated state: declared components, unknowns, <c>clock</c>.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>The known constants.</summary>
    public IReadOnlyDictionary<string, double> Parameters => options.Constants;

    /// <summary>How many of <see cref="Components"/> are declared ones, sites counted.</summary>
    public int StateComponents => declared.Sum(one => one.Sites);

    /// <summary>The unknown constants, which follow the declared components in the state.</summary>
    public IReadOnlyList<string> Unknowns => options.Unknowns;

    /// <summary>Whether the state ends with a clock.</summary>
    public bool UsesTime { get; }

    /// <summary>The options that the system was built with.</summary>
    public DynamicalSystemOptions Options => options;

    /// <summary>Intermediate values of <see cref="Equations"/>, in order; constants are numbers.</summary>
    public IReadOnlyList<NamedExpression> Definitions { get; }

    /// <summary>The equation of each declared component as canonical text, constants as numbers: reads back to the same graph.</summary>
    public IReadOnlyList<NamedExpression> Equations { get; }

    /// <inheritdoc/>
    public IPropagator<float> SinglePrecision { get; }

    /// <inheritdoc/>
    public IPropagator<double> DoublePrecision { get; }

    /// <summary>A step and its tangent as expressions.</summary>
    internal StepDerivative Derivative { get; private set; } = null!;

    /// <summary>Compiles expressions of the propagated state, such as what an instrument sees of it.</summary>
    /// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
    /// <param name="outputs">The expressions, made as the equations are.</param>
    /// <exception cref="ArgumentException">There is none, or one uses the time in a system without a clock.</exception>
    /// <exception cref="ExpressionException">A text is wrong.</exception>
    public GraphFunction<T> Function<T>(Func<ExpressionScope, IReadOnlyList<Expression>> outputs)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ExpressionScope scope = CreateScope();
        IReadOnlyList<Expression> expressions = outputs(scope);
        if (!UsesTime)
            return new GraphFunction<T>(scope, expressions);
        int[] nodes = [.. expressions.Select(output => output.In(scope.Graph))];
        StepGraph step = StepOf(scope, nodes);
        return nodes.Length == 0
            ? throw new ArgumentException("Expected at least one expression.", nameof(outputs))
            : new GraphFunction<T>(scope.Graph, step.Inputs, step.AtClock(nodes));
    }

    /// <summary>
    /// The step in single precision as C# source: a static class with <c>Step(Span&lt;float&gt; ensemble, int members, float dt,
    /// int steps)</c>, which needs the framework alone. The same operations in the same order as
    /// <see cref="SinglePrecision"/>, with the framework's vector functions.
    /// </summary>
    /// <param name="className">The name of the class.</param>
    /// <exception cref="ArgumentException">The name is no name of letters, digits and underscores.</exception>
    public string ToCSharp(string className)
    {
        if (!ExpressionScope.IsName(className))
            throw new ArgumentException($"'{className}' is no name of a class; expected letters, digits and underscores.", nameof(className));
        string ratio = options.NominalStep is double nominal
            ? string.Create(CultureInfo.InvariantCulture, $"dt / {(float)nominal:R}f")
            : "dt";
        return CSharpWriter.Write(graph.Graph, next, [(graph.Steps[0], "dt"), (graph.Steps[1], ratio)], graph.Inputs, graph.Kept, className,
            $"The system {Name}: {string.Join(", ", [.. declared.Select(one => one.Sites == 1 ? one.Name : $"{one.Name}[{one.Sites}]"),
                .. Components.Skip(StateComponents)])}.");
    }

    /// <inheritdoc/>
    public bool Equals(DynamicalSystem? other) => other is not null && key == other.key;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DynamicalSystem);

    /// <inheritdoc/>
    public override int GetHashCode() => key.GetHashCode(StringComparison.Ordinal);

    private static void Check(DynamicalSystemOptions options)
    {
        Guard.Setting(options.Substeps is >= 1 and <= DynamicalSystemOptions.MaxSubsteps,
            nameof(options.Substeps), options.Substeps, $"1 to {DynamicalSystemOptions.MaxSubsteps}");
        ArgumentNullException.ThrowIfNull(options.Scheme);
        if (options.NominalStep is double nominal)
            Guard.Positive(nominal, nameof(options.NominalStep));
    }

    /// <summary>A name, or a name and the sites of a family.</summary>
    private static (string Name, int Sites) Declaration(string component)
    {
        ArgumentNullException.ThrowIfNull(component);
        int bracket = component.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0)
            return (component, 1);
        return component[^1] == ']'
            && int.TryParse(component.AsSpan(bracket + 1, component.Length - bracket - 2), NumberStyles.None,
                CultureInfo.InvariantCulture, out int sites) && sites is >= 2 and <= ExpressionScope.MaxSites
            ? (component[..bracket], sites)
            : throw new ArgumentException(
                $"'{component}' is no component; expected a name, or a family such as x[40], of 2 to {ExpressionScope.MaxSites} sites.",
                nameof(component));
    }

    private ExpressionScope CreateScope()
    {
        var scope = new ExpressionScope();
        foreach ((string name, int sites) in declared)
            scope.Input(name, sites);
        foreach (string unknown in options.Unknowns)
            scope.Input(unknown);
        if (scope.Find(ClockName) is not null)
            throw new ArgumentException($"No component may be named '{ClockName}', the name of the time in steps.", "components");
        foreach ((string constant, double value) in options.Constants)
            scope.Define(constant, value);
        return scope;
    }

    private StepGraph StepOf(ExpressionScope scope, int[] nodes) => new(
        scope.Graph, nodes, [.. scope.Inputs.Take(declared.Length).Select(input => input.Node)],
        [.. scope.Inputs.Skip(declared.Length).Select(input => input.Node)], UsesTime ? scope.Time.Node : -1, options);

    private (LaneProgram Step, LaneProgram Tangent, LaneProgram Adjoint) Programs()
    {
        ExpressionGraph g = graph.Graph;
        int[] inputs = graph.Inputs, outputs = [.. next.Select(output => output.Node)];
        int[] lanes = [.. next.Select(output => g.Input("", output.Length))];
        int[] tangents = Derivatives.Tangent(g, outputs, inputs, lanes);
        int[] weights = [.. next.Select((output, k) => g[output.Node].Length == output.Length ? lanes[k] : g.Sum(lanes[k], output.Length))];
        Derivative = new StepDerivative(g, graph.Steps, inputs, lanes, next, [.. tangents.Select((node, k) => (node, next[k].Length))]);
        int[] adjoints = Derivatives.Adjoint(g, outputs, weights, inputs);
        (int, int)[] Lengths(int[] nodes) => [.. nodes.Select((node, k) => (node < 0 ? g.Constant(0) : node, next[k].Length))];
        int[] common = [.. graph.Steps, .. inputs];
        return (ProgramCompiler.Compile(g, next, graph.Steps, inputs, steps: true, graph.Kept),
            ProgramCompiler.Compile(g, Lengths(tangents), common, lanes, steps: false),
            ProgramCompiler.Compile(g, Lengths(adjoints), common, lanes, steps: false));
    }

    /// <summary>All that two systems have to share to step alike.</summary>
    private string Key()
    {
        string Lines(IEnumerable<NamedExpression> lines) => string.Concat(lines.Select(line => $"{line.Name}[{line.Sites}]={line.Text}\n"));
        string Numbers(IEnumerable<double> numbers) => string.Join(' ', numbers.Select(ExpressionWriter.Number));
        ButcherTableau scheme = options.Scheme;
        string stepping = options.IsMap ? "map"
            : $"{options.Substeps}: {Numbers(scheme.A.SelectMany(row => row))}; {Numbers(scheme.B)}; {Numbers(scheme.C)}";
        string clock = UsesTime ? ExpressionWriter.Number(options.NominalStep!.Value) : "";
        return $"{Name}\n{Lines(Definitions)}{Lines(Equations)}{string.Join(' ', options.Unknowns)}\n{stepping}\n{clock}";
    }
}
