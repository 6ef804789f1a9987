namespace Vardax.Managed.Systems;

/// <summary>A dynamical system with its priors, instruments and times, written as text. Immutable; compared by its entries.</summary>
public sealed class SystemDefinition
{
    private SystemDefinition(IReadOnlyList<SystemEntry> entries, ProblemSettings settings) => (Entries, Settings) = (entries, settings);

    /// <summary>The entries it was read from.</summary>
    public IReadOnlyList<SystemEntry> Entries { get; }

    /// <summary>The family of problems that the definition describes.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>Reads a definition.</summary>
    /// <param name="entries">Its entries, in order.</param>
    /// <param name="known">New values of known constants, by name: numbers, or expressions of constants.</param>
    /// <exception cref="SystemDefinitionException">An entry is wrong; the message names it.</exception>
    public static SystemDefinition Read(IReadOnlyList<SystemEntry> entries, IReadOnlyDictionary<string, string>? known = null) =>
        throw new NotImplementedException();
}
