using Vardax.Managed.Streaming;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Streaming;

public sealed class PoolTests
{
    private int created;

    [Fact]
    public void An_object_is_created_when_needed_and_used_again()
    {
        Pool<Item> pool = Create(3);
        for (int i = 0; i < 5; i++)
        {
            using Lease<Item> first = pool.Rent(), second = pool.Rent();
            Assert.NotSame(first.Value, second.Value);
        }

        Assert.Equal(2, created);
    }

    [Fact]
    public async Task Who_comes_when_all_are_lent_waits_for_a_return()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Pool<Item> pool = Create(1);
        Lease<Item> first = pool.Rent(cancellation);
        ValueTask<Lease<Item>> second = pool.RentAsync(cancellation);
        Assert.False(second.IsCompleted);
        Item lent = first.Value;
        first.Dispose();
        using Lease<Item> lease = await second;
        Assert.Same(lent, lease.Value);
        Assert.Equal(1, created);
    }

    [Fact]
    public void A_lease_that_is_over_neither_gives_nor_returns_anything()
    {
        Pool<Item> pool = Create(2);
        Lease<Item> old = pool.Rent();
        Lease<Item> copy = old;
        old.Dispose();
        using Lease<Item> holder = pool.Rent();
        copy.Dispose();
        Assert.Throws<ObjectDisposedException>(() => copy.Value);
        using Lease<Item> another = pool.Rent();
        Assert.NotSame(holder.Value, another.Value);
        Assert.Throws<OperationCanceledException>(() => pool.Rent(new CancellationToken(canceled: true)));
    }

    [Fact]
    public void Who_waits_can_be_cancelled()
    {
        Pool<Item> pool = Create(1);
        using Lease<Item> lease = pool.Rent();
        using CancellationTokenSource stop = new();
        ValueTask<Lease<Item>> waiting = pool.RentAsync(stop.Token);
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => waiting.AsTask().GetAwaiter().GetResult());
    }

    [Fact]
    public void A_creation_that_fails_leaves_its_place_free()
    {
        int calls = 0;
        var pool = new Pool<Item>(() => calls++ == 0 ? throw new InvalidDataException() : new Item(), 1);
        Assert.Throws<InvalidDataException>(() => pool.Rent());
        using Lease<Item> lease = pool.Rent();
        Assert.NotNull(lease.Value);
    }

    [Fact]
    public void No_two_threads_have_one_object()
    {
        Pool<Item> pool = Create(4);
        Parallel.For(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            using Lease<Item> lease = pool.Rent();
            Assert.Equal(1, Interlocked.Increment(ref lease.Value.Users));
            Thread.SpinWait(50);
            Interlocked.Decrement(ref lease.Value.Users);
        });
        Assert.InRange(created, 1, 4);
    }

    [Fact]
    public void A_lease_allocates_nothing()
    {
        Pool<Item> pool = Create(1);
        Assert.Equal(0, Allocation.AfterWarmUp(() => pool.Rent().Dispose()));
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("create", () => new Pool<Item>(null!));
        Refuses.Argument("capacity", () => new Pool<Item>(() => new Item(), 0));
        Assert.Equal(Environment.ProcessorCount, new Pool<Item>(() => new Item()).Capacity);
    }

    private Pool<Item> Create(int capacity) => new(
        () =>
        {
            Interlocked.Increment(ref created);
            return new Item();
        }, capacity);

    private sealed class Item
    {
        public int Users;
    }
}
