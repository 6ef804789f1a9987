namespace Vardax.Managed.Streaming;

/// <summary>
/// Objects that serve one thread at a time, such as posteriors, lent to many threads. At most <see cref="Capacity"/> exist: each is
/// created when first needed and used again and again, so a lease that need not wait allocates nothing.
/// </summary>
/// <typeparam name="T">What is lent: a posterior, or a <see cref="WindowAnalyst"/>.</typeparam>
/// <example><code>
/// var pool = new Pool&lt;IPosterior&gt;(model.CreatePosterior);
/// using Lease&lt;IPosterior&gt; lease = await pool.RentAsync(cancellation);
/// AnalysisStatus status = lease.Value.Analyze(window, mean, standardDeviation);
/// </code></example>
public sealed class Pool<T>
    where T : class
{
    private readonly Func<T> create;
    private readonly SemaphoreSlim free;
    private readonly Stack<Loan> idle;

    /// <summary>An empty pool.</summary>
    /// <param name="create">Creates an object.</param>
    /// <param name="capacity">The most objects, which is also how many threads have one at once; -1 for the machine's cores.</param>
    /// <exception cref="ArgumentException">The capacity is neither positive nor -1.</exception>
    public Pool(Func<T> create, int capacity = -1)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (capacity is 0 or < -1)
            throw new ArgumentOutOfRangeException(nameof(capacity), capacity, "Expected a positive number, or -1.");
        (this.create, Capacity) = (create, capacity < 0 ? Environment.ProcessorCount : capacity);
        (free, idle) = (new SemaphoreSlim(Capacity), new Stack<Loan>(Capacity));
    }

    /// <summary>The most objects.</summary>
    public int Capacity { get; }

    /// <summary>Lends an object; waits if all are lent.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public Lease<T> Rent(CancellationToken cancellation = default)
    {
        free.Wait(cancellation);
        return Take();
    }

    /// <summary>Lends an object; waits if all are lent, without holding a thread.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while it waited.</exception>
    public async ValueTask<Lease<T>> RentAsync(CancellationToken cancellation = default)
    {
        await free.WaitAsync(cancellation).ConfigureAwait(false);
        return Take();
    }

    private Lease<T> Take()
    {
        Loan? loan;
        lock (idle)
            idle.TryPop(out loan);
        try
        {
            return new Lease<T>(loan ?? new Loan(this, create()));
        }
        catch
        {
            free.Release();
            throw;
        }
    }

    /// <summary>An object, and how often it has been returned: an old lease is recognised by its number.</summary>
    internal sealed class Loan(Pool<T> pool, T value)
    {
        private int returns;

        public T Value => value;

        public int Returns => Volatile.Read(ref returns);

        public void Return(int number)
        {
            if (Interlocked.CompareExchange(ref returns, number + 1, number) != number)
                return;
            lock (pool.idle)
                pool.idle.Push(this);
            pool.free.Release();
        }
    }
}
