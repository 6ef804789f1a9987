namespace Vardax.Managed.Systems;

/// <summary>What is wrong in a system's definition: the entry, what was expected and what was found.</summary>
/// <param name="entry">The entry that is wrong.</param>
/// <param name="fault">What was expected, and what was found.</param>
/// <param name="line">The line of the fault, from 1; 0 if the entry came from no file.</param>
/// <param name="column">Its column.</param>
public sealed class SystemDefinitionException(SystemEntry entry, string fault, int line, int column)
    : Exception($"{(entry.Section.Length == 0 ? entry.Key : $"[{entry.Section}] {entry.Key}".TrimEnd())}: {fault}")
{
    /// <summary>The entry that is wrong.</summary>
    public SystemEntry Entry { get; } = entry;

    /// <summary>What was expected, and what was found.</summary>
    public string Fault { get; } = fault;

    /// <summary>The line of the fault, from 1; 0 if the entry came from no file.</summary>
    public int Line { get; } = line;

    /// <summary>Its column, from 1.</summary>
    public int Column { get; } = column;
}
