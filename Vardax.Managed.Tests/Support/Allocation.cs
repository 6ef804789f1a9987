namespace Vardax.Managed.Tests.Support;

/// <summary>Bytes that the current thread allocates.</summary>
internal static class Allocation
{
    /// <summary>Bytes allocated by <paramref name="repeats"/> calls, after as many calls to warm up.</summary>
    public static long AfterWarmUp(Action action, int repeats = 10)
    {
        Bytes(action, repeats);
        return Bytes(action, repeats);
    }

    private static long Bytes(Action action, int repeats)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < repeats; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
