namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where simulated problems go.</summary>
internal abstract class ProblemSink
{
    /// <summary>Writes a problem.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="observations">Of its window, NaN where there is none.</param>
    /// <param name="truth">The whole trajectory; empty where nobody asked.</param>
    public abstract void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> truth);

    /// <summary>Hands on what was written.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>There are no more.</summary>
    public virtual void Complete()
    {
    }
}
