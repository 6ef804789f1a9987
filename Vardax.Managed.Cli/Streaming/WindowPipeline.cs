using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Reads windows on one thread, has them analysed by several and writes what they find in the order read, in constant memory: the
/// same bits at any number of threads.
/// </summary>
internal sealed class WindowPipeline
{
    private const int MostAtOnce = 256;

    // What the windows under way may take, and what a value of a result takes at most, as a number and as text.
    private const long Memory = 32 * 1024 * 1024, BytesPerValue = 20;

    private readonly IWindowSource source;
    private readonly ResultSink sink;
    private readonly WarningLog warnings;
    private readonly Pool<Analyst> analysts;
    private readonly SlotQueue queue;
    private readonly int most;
    private readonly ParallelOptions parallel;
    private readonly List<WindowSlot> batch = [];
    private readonly Action<int> work;

    /// <summary>Makes room for all that is under way at once.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="input">The windows.</param>
    /// <param name="name">What messages call the windows.</param>
    /// <param name="sink">Takes the results.</param>
    /// <param name="warnings">Told of what is unusual.</param>
    /// <param name="threads">Threads that analyse.</param>
    public WindowPipeline(
        AnalysisRequest request, IWindowSource input, string name, ResultSink sink, WarningLog warnings, int threads)
    {
        (source, this.sink, this.warnings, work) = (input, sink, warnings, Work);
        most = (int)Math.Clamp(Memory / (BytesPerValue * request.AnswerSize), 1, MostAtOnce);
        queue = new SlotQueue(Enumerable.Range(0, 2 * most).Select(_ => new WindowSlot(request)).ToArray());
        analysts = new Pool<Analyst>(
            () => new Analyst(request, new JsonWindowParser(request.Settings, name)), Math.Min(threads, most));
        parallel = new ParallelOptions { MaxDegreeOfParallelism = analysts.Capacity };
    }

    /// <summary>Runs to the end of the input.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(CancellationToken cancellation)
    {
        // A background thread: where it waits for an input that never comes, the process ends all the same.
        Thread reader = new(Read) { IsBackground = true, Name = "reader" };
        reader.Start();
        using CancellationTokenRegistration stop = cancellation.Register(queue.Stop);
        try
        {
            for (queue.Take(batch, most); batch.Count > 0; queue.Take(batch, most))
            {
                Parallel.For(0, batch.Count, parallel, work);
                foreach (WindowSlot slot in batch)
                {
                    if (slot.Failure is { } failure)
                    {
                        sink.Flush();
                        throw failure;
                    }

                    warnings.Add(slot);
                    sink.Write(slot);
                }

                sink.Flush();
            }

            sink.Complete();
        }
        finally
        {
            queue.Stop();
        }
    }

    private void Read()
    {
        try
        {
            for (long index = 0; queue.TakeFree() is { } slot; index++)
            {
                slot.Index = index;
                if (!source.TryRead(slot))
                    break;
                queue.Put(slot);
            }

            queue.End(null);
        }
        catch (Exception failure)
        {
            queue.End(failure);
        }
    }

    private void Work(int i)
    {
        WindowSlot slot = batch[i];
        slot.Failure = null;
        try
        {
            using Lease<Analyst> lease = analysts.Rent();
            lease.Value.Analyze(slot);
            sink.Render(slot);
        }
        catch (Exception failure)
        {
            // Told in the windows' order, whatever it is.
            slot.Failure = failure;
        }
    }
}
