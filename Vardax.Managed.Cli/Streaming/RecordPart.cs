namespace Vardax.Managed.Cli.Streaming;

/// <summary>Which part of a record a window answers for.</summary>
/// <param name="Clock">The record's times; null if the window is not of a record.</param>
/// <param name="First">The step of the record at which the window begins.</param>
/// <param name="From">The first state of the window that answers.</param>
/// <param name="To">The state after the last one that answers.</param>
/// <param name="IsLast">Whether the record ends in this window.</param>
internal readonly record struct RecordPart(RecordClock? Clock, long First, int From, int To, bool IsLast)
{
    /// <summary>A window of its own, all of whose states answer, and its forecast.</summary>
    public static RecordPart Whole(int states) => new(null, 0, 0, states, true);

    /// <summary>The times of the states that answer.</summary>
    public string Times => Clock is null ? "" : $"{Clock.Text(First + From)} to {Clock.Text(First + To - 1)}";
}
