using System.CommandLine;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>Reads formats by name, and where results go.</summary>
internal static class FormatOptions
{
    /// <summary>The names, in the order of <see cref="DataFormat"/>.</summary>
    private static readonly string[] Names = ["jsonl", "csv", "npy"];

    /// <summary>An option that takes a format.</summary>
    public static Option<string?> Format(string name, string description)
    {
        Option<string?> option = new(name) { Description = description, HelpName = "NAME" };
        option.CompletionSources.Add(Names);
        return option;
    }

    /// <summary>The format of an option; null where it is not given.</summary>
    /// <exception cref="InputException">There is no such format.</exception>
    public static DataFormat? Format(this ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } name)
            return null;
        int index = Array.IndexOf(Names, name);
        return index >= 0 ? (DataFormat)index : throw OptionValues.Bad(option, name, "jsonl, csv or npy");
    }

    /// <summary>The format that a file's name tells; null where it does not.</summary>
    public static DataFormat? OfName(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JSONL" or ".NDJSON" or ".JSON" => DataFormat.JsonLines,
        ".CSV" => DataFormat.Csv,
        ".NPY" => DataFormat.Npy,
        _ => null,
    };

    /// <summary>The same of a file to write.</summary>
    /// <exception cref="InputException">The name promises a format that is not written there.</exception>
    public static DataFormat? OfOutput(Option option, string path) => Path.GetExtension(path).ToUpperInvariant() is ".NPZ" or ".NC" or ".H5"
        or ".HDF5" or ".MAT" or ".PARQUET" or ".SAFETENSORS" or ".TOML" or ".XLSX" or ".ZARR"
        ? throw OptionValues.Bad(option, path, "a name that ends in .jsonl, .csv or .npy")
        : OfName(path);

    /// <summary>Writes to standard output, where what was written before a cancellation stays.</summary>
    public static int ToStandardOutput(ParseResult parsed, StandardStreams streams, Action<IReadOnlyList<Stream>> write)
    {
        try
        {
            write([streams.Output()]);
            return ExitCode.Success;
        }
        catch (OperationCanceledException)
        {
            parsed.InvocationConfiguration.Error.WriteLine("vardax: cancelled");
            return ExitCode.Cancelled;
        }
    }

    /// <summary>The files that an option stands for: itself, or files of these names in its folder.</summary>
    /// <exception cref="InputException">They cannot be written to.</exception>
    public static string[] Paths(Option option, string path, IReadOnlyList<string> names) => names is [""]
        ? [OptionValues.RequireFile(option, path)]
        : [.. names.Select(name => Path.Combine(OutputFolder(option, path), name))];

    /// <summary>A folder to write to, made where it is missing.</summary>
    /// <exception cref="InputException">It cannot be.</exception>
    public static string OutputFolder(Option option, string path)
    {
        try
        {
            return Directory.CreateDirectory(path).FullName;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw OptionValues.Bad(option, path, $"a folder that can be written to ({failure.Message})");
        }
    }
}
