namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Where results go: made into text, where they are, by whichever thread found them, and written in order by one.
/// </summary>
internal abstract class ResultSink
{
    /// <summary>Makes a result into text; any number of threads at once, each with a slot of its own.</summary>
    public virtual void Render(WindowSlot slot)
    {
    }

    /// <summary>Writes a answer.</summary>
    public abstract void Write(WindowSlot slot);

    /// <summary>Hands on what was written.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>There are no more.</summary>
    public virtual void Complete()
    {
    }
}
