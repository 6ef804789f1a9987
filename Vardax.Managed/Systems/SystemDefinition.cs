namespace Vardax.Managed.Systems;

/// <summary>
/// A dynamical system with its priors, instruments and times, written as text: one entry for each value. Sections:
/// <list type="bullet">
/// <item><c>state</c> (x' = f(x)) or <c>map</c> (x_{k+1} = f(x_k)): an expression for each component, in order; a key <c>x[40]</c> is a
/// family of 40 sites, its expression knows <c>x[i+1]</c>, cyclic.</item>
/// <item><c>let</c>: intermediate values. <c>known</c>: constants, numbers or expressions of constants before them.</item>
/// <item><c>initial</c>, <c>unknown</c>: priors of the components and of the constants to infer: normal(mean, std), lognormal(mean of the
/// log, std of the log), uniform(low, high), fixed(value).</item>
/// <item><c>observe.NAME</c>: <c>value</c> (an expression; NAME if left out), <c>error</c> (normal(std), lognormal(std of the log),
/// student(scale, degrees)), and <c>every</c> with <c>from</c>, or <c>times</c>; of a family all sites, or <c>sites</c> as
/// <c>first:end:stride</c>.</item>
/// <item><c>time</c>, in model units: <c>step</c>, <c>window</c>, and if wanted <c>burn_in</c>, <c>forecast</c>, <c>scheme</c> (rk4, midpoint
/// or euler) and <c>substeps</c>. All times are whole numbers of steps; the window starts at time 0.</item>
/// </list>
/// Immutable; compared by entries and constants.
/// </summary>
public sealed class SystemDefinition : IEquatable<SystemDefinition>
{
    private readonly (string, string, string)[] texts;

    private SystemDefinition(IReadOnlyList<SystemEntry> entries, ProblemSettings settings)
    {
        (Entries, texts) = (entries, [.. entries.Select(e => (e.Section, e.Key, e.Value))]);
        Settings = settings with { Definition = this };
    }

    /// <summary>The entries, with the constants that were set.</summary>
    public IReadOnlyList<SystemEntry> Entries { get; }

    /// <summary>The family of problems that the definition describes.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>Reads a definition.</summary>
    /// <param name="entries">Its entries, in order.</param>
    /// <param name="known">New values of known constants, by name: numbers, or expressions of constants.</param>
    /// <exception cref="SystemDefinitionException">An entry is wrong; the message names it.</exception>
    public static SystemDefinition Read(IReadOnlyList<SystemEntry> entries, IReadOnlyDictionary<string, string>? known = null)
    {
        ArgumentNullException.ThrowIfNull(entries);
        known ??= new Dictionary<string, string>();
        ProblemSettings settings = new SystemReader(new SystemTexts(entries, known)).Read();
        return new SystemDefinition(
            [.. entries.Select(e => e.Section == "known" && known.TryGetValue(e.Key, out string? value) ? e with { Value = value } : e)], settings);
    }

    /// <inheritdoc/>
    public bool Equals(SystemDefinition? other) => other is not null && texts.AsSpan().SequenceEqual(other.texts);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SystemDefinition);

    /// <inheritdoc/>
    public override int GetHashCode() => texts.Aggregate(0, HashCode.Combine);
}
