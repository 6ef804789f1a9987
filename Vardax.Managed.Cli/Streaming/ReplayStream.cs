namespace Vardax.Managed.Cli.Streaming;

/// <summary>A stream whose start is read twice: once to see what it is, then from the beginning.</summary>
/// <param name="inner">Read from its position; closed with this.</param>
internal sealed class ReplayStream(Stream inner) : Stream
{
    private readonly MemoryStream start = new();
    private bool looks = true;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Goes back to the beginning; once.</summary>
    public void Replay() => (looks, start.Position) = (false, 0);

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (!looks && start.Position < start.Length)
            return start.Read(buffer);
        int count = inner.Read(buffer);
        if (looks)
            start.Write(buffer[..count]);
        return count;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
