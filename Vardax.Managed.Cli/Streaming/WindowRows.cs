namespace Vardax.Managed.Cli.Streaming;

/// <summary>Windows of numbers, one after the other: observations, or masks.</summary>
/// <param name="name">What messages call the input.</param>
internal abstract class WindowRows(string name) : IDisposable
{
    /// <summary>What messages call the input.</summary>
    public string Name => name;

    /// <summary>Whether it holds one window and says so.</summary>
    public abstract bool IsSingle { get; }

    /// <summary>What the input calls the window read last, as JSON; null where it does not.</summary>
    public virtual string? Id => null;

    /// <summary>Reads the next window; NaN where there is no number.</summary>
    /// <returns>Whether there was one.</returns>
    public abstract bool TryRead(Span<float> values);

    /// <summary>A fault in an entry of the window read last.</summary>
    public abstract Exception Fault(int entry, string fault);

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the input.</summary>
    protected abstract void Close();
}
