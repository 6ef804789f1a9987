namespace Vardax.Managed.Bench.Compare;

/// <summary>One line of the table; what is null stays blank.</summary>
/// <param name="Work">What was done.</param>
internal sealed record Row(string Work)
{
    /// <summary>Ours, compiled by the JIT.</summary>
    public Timings? Ours { get; init; }

    /// <summary>Ours, compiled ahead of time.</summary>
    public Timings? Native { get; init; }

    /// <summary>What ours is compared with.</summary>
    public string? Peer { get; init; }

    /// <summary>The peer's time.</summary>
    public Timings? PeerTime { get; init; }

    /// <summary>The least time the hardware allows, in seconds.</summary>
    public double? Floor { get; init; }

    /// <summary>How far the outputs were apart, before any clock started.</summary>
    public double? Difference { get; init; }

    /// <summary>In place of a time, for rows that count something else.</summary>
    public string? OursText { get; init; }

    /// <summary>In place of a time, for rows that count something else.</summary>
    public string? NativeText { get; init; }

    /// <summary>In place of a time, for rows that count something else.</summary>
    public string? PeerText { get; init; }

    /// <summary>Anything else.</summary>
    public string Note { get; init; } = "";
}
