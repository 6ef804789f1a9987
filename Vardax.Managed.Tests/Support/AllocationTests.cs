namespace Vardax.Managed.Tests.Support;

public sealed class AllocationTests
{
    [Fact]
    public void An_allocation_of_every_call_is_counted()
    {
        object? kept = null;
        Assert.True(Allocation.AfterWarmUp(() => kept = new byte[100], repeats: 10) >= 1000);
        Assert.NotNull(kept);
    }

    [Fact]
    public void An_allocation_of_the_first_call_only_is_not_counted()
    {
        byte[]? kept = null;
        Assert.Equal(0, Allocation.AfterWarmUp(() => kept ??= new byte[100]));
    }
}
