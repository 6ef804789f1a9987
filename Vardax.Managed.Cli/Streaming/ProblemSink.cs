namespace Vardax.Managed.Cli.Streaming;

/// <summary>Where simulated problems go.</summary>
internal abstract class ProblemSink
{
    /// <summary>Writes a problem.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="observations">Of its window, NaN where there is none.</param>
    /// <param name="components">The declared components of the whole trajectory; empty where nobody asked.</param>
    /// <param name="unknowns">The unknown constants; empty where there is none, or nobody asked.</param>
    public abstract void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> components, ReadOnlySpan<float> unknowns);

    /// <summary>Hands on what was written.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>There are no more.</summary>
    public virtual void Complete()
    {
    }
}
