using System.Runtime.CompilerServices;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Streaming;

/// <summary>
/// Analyses many windows on several threads and gives the answers in the order of the windows: the same bits at every number of
/// threads. Any number of calls may use one at once; they share its analysts.
/// </summary>
public sealed class BatchAnalyst
{
    // Answers of a stream that are under way at once, and the numbers that they may take.
    private const int MostAtOnce = 256;
    private const long MostNumbers = 4 * 1024 * 1024;

    private readonly AnalysisRequest request;
    private readonly Pool<WindowAnalyst> analysts;
    private readonly int most;

    /// <summary>Makes no analyst yet: each is made when first needed.</summary>
    /// <param name="request">What is asked of each window.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public BatchAnalyst(AnalysisRequest request, int maxThreads = -1)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        this.request = request;
        analysts = new Pool<WindowAnalyst>(() => new WindowAnalyst(request), maxThreads);
        most = (int)Math.Clamp(MostNumbers / request.AnswerSize, 1, MostAtOnce);
    }

    /// <summary>Analyses windows; answer i is that of window i.</summary>
    /// <exception cref="ArgumentException">A window is of another family of problems.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public WindowAnalysis[] Analyze(IReadOnlyList<ObservedWindow> windows, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        return Analyze(windows, 0, cancellation);
    }

    /// <summary>
    /// Analyses windows as they arrive, a few at a time, and hands each answer on in order as soon as it and those before it are
    /// there. Memory does not grow with their number.
    /// </summary>
    /// <param name="windows">The windows. Each must stay as it is until its answer has been handed on.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="ArgumentException">A window is of another family of problems.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public async IAsyncEnumerable<WindowAnalysis> AnalyzeAsync(
        IAsyncEnumerable<ObservedWindow> windows, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(windows);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        IAsyncEnumerator<ObservedWindow> source = windows.GetAsyncEnumerator(stop.Token);
        Task<bool> next = source.MoveNextAsync().AsTask();
        try
        {
            List<ObservedWindow> batch = [];
            for (long first = 0; await next.ConfigureAwait(false); first += batch.Count)
            {
                batch.Clear();
                // What has arrived is answered, however little: a slow source does not wait for a full batch.
                do
                {
                    batch.Add(source.Current);
                    next = source.MoveNextAsync().AsTask();
                }
                while (batch.Count < most && next.IsCompletedSuccessfully && next.Result);
                long start = first;
                WindowAnalysis[] answers =
                    await Task.Run(() => Analyze(batch, start, cancellation), cancellation).ConfigureAwait(false);
                foreach (WindowAnalysis answer in answers)
                    yield return answer;
            }
        }
        finally
        {
            // A source may not be disposed of while it is asked for a window.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await source.DisposeAsync().ConfigureAwait(false);
        }
    }

    private WindowAnalysis[] Analyze(IReadOnlyList<ObservedWindow> windows, long first, CancellationToken cancellation)
    {
        foreach (ObservedWindow window in windows)
            request.Settings.RequireWindow(window);
        var answers = new WindowAnalysis[windows.Count];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = analysts.Capacity, CancellationToken = cancellation };
        Parallel.For(0, answers.Length, parallel, i =>
        {
            using Lease<WindowAnalyst> lease = analysts.Rent(cancellation);
            answers[i] = lease.Value.Analyze(windows[i], first + i);
        });
        return answers;
    }
}
