using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// The one way over many simulated problems: problem i is <c>Generator.Generate(Stream.Child(i))</c>, for i from <see cref="First"/>
/// to First + Problems - 1, or a <see cref="Shard"/> of them. Results are in the order of the problems and have the same bits at every
/// number of threads; the results of all shards, one after the other, are those of the whole.
/// </summary>
/// <param name="Generator">The family of problems.</param>
/// <param name="Stream">The key the problems' keys are split from.</param>
/// <param name="Problems">How many.</param>
public sealed record ProblemSweep(ProblemGenerator Generator, RandomKey Stream, int Problems)
{
    // Windows simulated together where one comes out at a time.
    private const int BlockSize = 128;

    /// <summary>The family of problems.</summary>
    public ProblemGenerator Generator { get; } = Generator ?? throw new ArgumentNullException(nameof(Generator));

    /// <summary>How many.</summary>
    public int Problems { get; } = Problems >= 0
        ? Problems
        : throw new ArgumentOutOfRangeException(nameof(Problems), Problems, "Expected 0 or more.");

    /// <summary>Number of the first problem.</summary>
    public int First { get; init; }

    /// <summary>Which part of the problems is swept.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Most threads to use; -1 for the machine's. <see cref="Blocks(int)"/> and <see cref="Truths"/> use the caller's alone.</summary>
    public int MaxThreads { get; init; } = -1;

    /// <summary>Ends the sweep between problems, or between blocks of windows.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The same sweep with the threads and the token of others; this one if there are none.</summary>
    internal ProblemSweep On(ParallelOptions? parallel) => parallel is null
        ? this
        : this with { MaxThreads = parallel.MaxDegreeOfParallelism, Cancellation = parallel.CancellationToken };

    /// <summary>A result for each problem, simulated one by one with its whole truth: for work that takes longer than simulation.</summary>
    /// <param name="create">Creates a worker, once for each thread.</param>
    /// <param name="work">From a worker, the problem's number and the problem.</param>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public TResult[] Each<TWorker, TResult>(Func<TWorker> create, Func<TWorker, int, AssimilationProblem, TResult> work)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(work);
        int first = First + Shard.Start(Problems);
        return Workers.Each(First + Shard.End(Problems) - first, MaxThreads, create, (worker, i) =>
            work(worker, first + i, Generator.Generate(Stream.Child((ulong)(first + i)))), Cancellation);
    }

    /// <summary>A result for each window, simulated block by block, of windows that a worker is to look at and not to keep.</summary>
    /// <param name="create">Creates a worker, once for each thread.</param>
    /// <param name="work">From a worker, the problem's number, what is observed and the true window.</param>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public TResult[] EachWindow<TWorker, TResult>(
        Func<TWorker> create, Func<TWorker, int, ObservedWindow, ReadOnlySpan<float>, TResult> work)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(work);
        int first = First + Shard.Start(Problems), end = First + Shard.End(Problems), entries = Generator.Settings.ObservationEntries;
        var results = new TResult[end - first];
        Workers.Each((results.Length + BlockSize - 1) / BlockSize, MaxThreads, () => (Worker: create(),
            Block: new WindowBlock(Generator, BlockSize, isObserved: true),
            Window: new ObservedWindow(Generator.Settings, new float[entries], new float[entries])), (own, b) =>
        {
            int at = first + (b * BlockSize);
            WindowBlock block = own.Block.Fill(Stream, at, Math.Min(BlockSize, end - at));
            for (int row = 0; row < block.Rows; row++)
            {
                block.Observations(row).CopyTo(own.Window.Observations);
                block.Mask(row).CopyTo(own.Window.Mask);
                results[at - first + row] = work(own.Worker, at + row, own.Window, block.Truth(row));
            }

            return block;
        }, Cancellation);
        return results;
    }

    /// <summary>The windows in order, some at a time, with one block's memory. A shard is whole blocks, but for the last.</summary>
    /// <param name="size">Windows of a block, at least 1.</param>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public IEnumerable<WindowBlock> Blocks(int size) => Blocks(size, new WindowBlock(Generator, size, isObserved: true));

    /// <summary>The same of the true windows alone.</summary>
    /// <param name="size">Windows of a block, at least 1.</param>
    /// <param name="spare">Values to set aside behind them.</param>
    /// <exception cref="OperationCanceledException">The sweep was cancelled.</exception>
    public IEnumerable<WindowBlock> Truths(int size, int spare = 0) =>
        Blocks(size, new WindowBlock(Generator, size, isObserved: false, spare));

    private IEnumerable<WindowBlock> Blocks(int size, WindowBlock block)
    {
        int end = Shard.End(Problems, size);
        for (int start = Shard.Start(Problems, size); start < end; start += Math.Min(size, end - start))
        {
            Cancellation.ThrowIfCancellationRequested();
            yield return block.Fill(Stream, First + start, Math.Min(size, end - start));
        }
    }
}
