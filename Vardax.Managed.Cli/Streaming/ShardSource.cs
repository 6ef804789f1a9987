namespace Vardax.Managed.Cli.Streaming;

/// <summary>Some windows of a source, with their numbers among all of them.</summary>
/// <param name="source">All windows.</param>
/// <param name="first">The number of the first of these.</param>
/// <param name="end">The number after the last.</param>
internal sealed class ShardSource(IWindowSource source, long first, long end) : IWindowSource
{
    private long at;

    /// <inheritdoc/>
    public bool TryRead(WindowSlot slot)
    {
        for (; at < end && source.TryRead(slot); at++)
        {
            if (at < first)
                continue;
            slot.Index = at++;
            return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}
