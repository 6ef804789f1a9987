namespace Vardax.Managed.Formats;

/// <summary>A named text, or named numbers, of a NetCDF classic file or of one of its variables.</summary>
public sealed class NetCdfEntry
{
    /// <summary>A text.</summary>
    public NetCdfEntry(string name, string text) => (Name, Text, Numbers) = (name, text, []);

    /// <summary>Numbers of double precision.</summary>
    public NetCdfEntry(string name, params IReadOnlyList<double> numbers) => (Name, Numbers) = (name, numbers);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The text; null if the attribute has numbers.</summary>
    public string? Text { get; }

    /// <summary>The numbers; empty if the attribute has a text.</summary>
    public IReadOnlyList<double> Numbers { get; }
}
