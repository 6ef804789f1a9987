namespace Vardax.Managed.Cli.Streaming;

/// <summary>How many windows, or what is found of them, are written down.</summary>
internal enum DataFormat
{
    /// <summary>A line of JSON for each.</summary>
    JsonLines,

    /// <summary>Comma-separated numbers, a row for each step of each.</summary>
    Csv,

    /// <summary>NumPy's arrays, a row for each.</summary>
    Npy,

    /// <summary>A NetCDF classic file: answers about a record, by the name of the file alone.</summary>
    NetCdf,
}
