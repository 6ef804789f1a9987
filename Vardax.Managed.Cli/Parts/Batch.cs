namespace Vardax.Managed.Cli.Parts;

/// <summary>The tasks of a batch and what they ask of an engine.</summary>
internal sealed record Batch
{
    /// <summary>How often a task is tried again after a failure that a retry may help against.</summary>
    public const int Retries = 3;

    /// <summary>The program.</summary>
    public required string Program { get; init; }

    /// <summary>The command's name.</summary>
    public required string Command { get; init; }

    /// <summary>The command line of each task, without the program and the shard.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The command line of the merge, without the program.</summary>
    public required IReadOnlyList<string> Merge { get; init; }

    /// <summary>Folder of the parts.</summary>
    public required string Folder { get; init; }

    /// <summary>How many tasks, each with a part.</summary>
    public required int Tasks { get; init; }

    /// <summary>Most that run at once; null for no limit.</summary>
    public required int? AtOnce { get; init; }

    /// <summary>Cores and memory of a task, memory of the merge, in MiB, and the longest time of a task.</summary>
    public required Demand Demand { get; init; }
}
