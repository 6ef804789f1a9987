namespace Vardax.Managed.Expressions;

/// <summary>
/// The names that expressions may use: inputs (the components of a state), constants, intermediate values, and the time. Expressions
/// of one scope share their common parts. Not for several threads at once.
/// </summary>
public sealed class ExpressionScope
{
    /// <summary>The most characters of one expression's text.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>The most parentheses, powers and signs inside each other in a text.</summary>
    public const int MaxTextDepth = 100;

    /// <summary>The most operations of all texts of a scope.</summary>
    public const int MaxTextNodes = 20_000;

    /// <summary>The most sites of a family.</summary>
    public const int MaxSites = 10_000;

    private readonly Dictionary<string, Expression> names = new(StringComparer.Ordinal);
    private readonly List<Expression> inputs = [];
    private Expression? time;

    internal ExpressionGraph Graph { get; } = new();

    /// <summary>The inputs, in order.</summary>
    public IReadOnlyList<Expression> Inputs => inputs;

    /// <summary>The time t, in model units.</summary>
    public Expression Time => time ??= new Expression(Graph, Graph.Input("t", 1));

    /// <summary>Whether <see cref="Time"/> was asked for, by a text too.</summary>
    internal bool HasTime => time is not null;

    /// <summary>Input number <paramref name="index"/>, in the order of their declaration.</summary>
    public Expression this[int index] => inputs[index];

    /// <summary>What a name stands for.</summary>
    /// <exception cref="ArgumentException">The name is not declared.</exception>
    public Expression this[string name] => Find(name)
        ?? throw new ArgumentException($"'{name}' is not declared; expected {Known}.", nameof(name));

    /// <summary>The declared names.</summary>
    internal IReadOnlyCollection<string> Names => names.Keys;

    /// <summary>The declared names, for messages.</summary>
    internal string Known => names.Count == 0 ? "no name at all" : "one of " + string.Join(", ", names.Keys);

    /// <summary>Whether a text may use this name: letters a to z, digits and underscores, no digit first, no word of the language.</summary>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && name is not ("t" or "i") && !ExpressionParser.IsFunction(name);
    }

    /// <summary>Declares an input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="sites">1 for a scalar; the sites of a family.</param>
    /// <exception cref="ArgumentException">The name is no name, is declared twice, or the number of sites is out of range.</exception>
    public Expression Input(string name, int sites = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sites, MaxSites);
        Define(name, new Expression(Graph, Graph.Input(name, sites)));
        inputs.Add(names[name]);
        return names[name];
    }

    /// <summary>Declares a constant or an intermediate value, which texts then know by its name.</summary>
    /// <exception cref="ArgumentException">The name is no name or is declared twice, or the value is of another system.</exception>
    public void Define(string name, Expression value)
    {
        if (!IsName(name))
            throw new ArgumentException($"Expected a name of letters, digits and underscores that is not a word of the language, found '{name}'.",
                nameof(name));
        if (!names.TryAdd(name, new Expression(Graph, value.In(Graph))))
            throw new ArgumentException($"'{name}' is declared twice.", nameof(name));
    }

    /// <summary>
    /// Reads an expression: + - * / ^, parentheses, numbers, exp log sqrt sin cos tan tanh abs min max pow, <c>t</c>, and the declared
    /// names; of a family <c>x[3]</c>, and in a text that is read for each of its sites <c>x[i]</c>, <c>x[i+1]</c>, <c>x[i-2]</c>,
    /// cyclic. ^ binds tighter than a sign and from the right: -x^2 is -(x^2).
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="sites">1 for a scalar; the sites of the family that the text is an equation of.</param>
    /// <exception cref="ExpressionException">The text is wrong, or exceeds a limit.</exception>
    public Expression Parse(string text, int sites = 1)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(sites, 1);
        return new Expression(Graph, new ExpressionParser(this, text, sites).Parse());
    }

    internal Expression? Find(string name) => names.TryGetValue(name, out Expression found) ? found : null;
}
