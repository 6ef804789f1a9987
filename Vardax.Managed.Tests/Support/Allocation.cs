namespace Vardax.Managed.Tests.Support;

/// <summary>Bytes that the current thread allocates.</summary>
internal static class Allocation
{
    /// <summary>
    /// Bytes allocated by <paramref name="repeats"/> calls, after as many calls to warm up: the least of three counts, since a collection that
    /// other tests cause empties shared pools, which then rent anew once.
    /// </summary>
    public static long AfterWarmUp(Action action, int repeats = 10)
    {
        Bytes(action, repeats);
        long least = long.MaxValue;
        for (int count = 0; count < 3 && least > 0; count++)
            least = Math.Min(least, Bytes(action, repeats));
        return least;
    }

    private static long Bytes(Action action, int repeats)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < repeats; i++)
            action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
