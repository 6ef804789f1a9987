namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where windows come from, one after the other.</summary>
internal interface IWindowSource : IDisposable
{
    /// <summary>Fills a slot with the next window, or with the text of it; waits for it where it has not arrived.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="Exception">The input is not what was expected; it says where.</exception>
    bool TryRead(WindowSlot slot);
}
