namespace Vardax.Managed.Cli.Reporting;

/// <summary>Everything the self-contained HTML page shows beside its figures.</summary>
internal sealed record ReportData
{
    /// <summary>Heading of the page.</summary>
    public required string Title { get; init; }

    /// <summary>One or two sentences under the heading: what was run and the main finding.</summary>
    public required string Summary { get; init; }

    /// <summary>The settings of the run, name and value, in the order they are shown.</summary>
    public required IReadOnlyList<(string Name, string Value)> Settings { get; init; }

    /// <summary>The tables, in the order they are shown.</summary>
    public required IReadOnlyList<ReportTable> Tables { get; init; }

    /// <summary>The figures, in the order they are shown.</summary>
    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>The command that reproduces the page.</summary>
    public required string Command { get; init; }

    /// <summary>Library version, for the footer.</summary>
    public required string Version { get; init; }
}
