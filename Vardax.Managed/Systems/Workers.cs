namespace Vardax.Managed.Systems;

/// <summary>Independent pieces of work on several threads, with a worker for each thread and the results in order.</summary>
internal static class Workers
{
    /// <summary>Result i is work(worker, i): it must not depend on what else the worker has done.</summary>
    public static TResult[] Each<TWorker, TResult>(
        int count, int maxThreads, Func<TWorker> create, Func<TWorker, int, TResult> work, CancellationToken cancellation)
    {
        var results = new TResult[count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellation };
        Parallel.For(0, count, options, create, (i, _, worker) =>
        {
            // The loop itself learns of it later, when a token has told all who wait.
            cancellation.ThrowIfCancellationRequested();
            results[i] = work(worker, i);
            return worker;
        }, _ => { });
        return results;
    }
}
