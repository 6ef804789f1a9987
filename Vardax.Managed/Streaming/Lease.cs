namespace Vardax.Managed.Streaming;

/// <summary>An object lent by a <see cref="Pool{T}"/> to one holder, who returns it by disposing of the lease. A second return does nothing.</summary>
/// <typeparam name="T">What is lent.</typeparam>
public readonly struct Lease<T> : IDisposable
    where T : class
{
    private readonly Pool<T>.Loan? loan;
    private readonly int number;

    internal Lease(Pool<T>.Loan loan) => (this.loan, number) = (loan, loan.Returns);

    /// <summary>The object, until it is returned.</summary>
    /// <exception cref="ObjectDisposedException">It was returned.</exception>
    public T Value => loan is { } lent && lent.Returns == number
        ? lent.Value
        : throw new ObjectDisposedException(nameof(Lease<T>), "The lease is over: its object was returned to the pool.");

    /// <summary>Returns the object.</summary>
    public void Dispose() => loan?.Return(number);
}
