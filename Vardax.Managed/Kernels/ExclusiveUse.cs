namespace Vardax.Managed.Kernels;

/// <summary>
/// Guards an object that holds buffers: a call while another one runs throws, where otherwise both would silently be wrong. One
/// interlocked exchange for each call; allocates nothing.
/// </summary>
/// <param name="what">What messages call the object.</param>
internal sealed class ExclusiveUse(string what)
{
    private int entered;

    /// <summary>Enters; disposing of the result leaves.</summary>
    /// <exception cref="InvalidOperationException">A call has entered and not left.</exception>
    public Scope Enter()
    {
        if (Interlocked.Exchange(ref entered, 1) != 0)
        {
            throw new InvalidOperationException(
                $"This {what} is used by two calls at once. It holds buffers, so that one {what} serves one thread: create one "
                + $"{what} per thread.");
        }

        return new Scope(this);
    }

    /// <summary>A call that has entered.</summary>
    public readonly ref struct Scope(ExclusiveUse guard)
    {
        /// <summary>Leaves.</summary>
        public void Dispose() => Volatile.Write(ref guard.entered, 0);
    }
}
