namespace Vardax.Managed.Cli.Streaming;

/// <summary>The rows of a record, in the order of their times.</summary>
/// <param name="clock">Of their times.</param>
internal abstract class RecordRows(RecordClock clock) : IDisposable
{
    /// <summary>The times of the rows.</summary>
    public RecordClock Clock => clock;

    /// <summary>Reads the next row.</summary>
    /// <param name="values">A value for each instrument, as it gives them; NaN if there is none.</param>
    /// <param name="step">The step of the record that the row stands at.</param>
    /// <returns>Whether there was a row.</returns>
    public abstract bool TryRead(Span<float> values, out long step);

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the input.</summary>
    protected abstract void Close();
}
