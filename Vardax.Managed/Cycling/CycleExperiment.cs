using Vardax.Managed.Formats;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cycling;

/// <summary>
/// A cycled twin experiment: a truth x_0 ~ the initial distribution, moved by the model with its errors, observed every so many steps from
/// step <see cref="Every"/> on; every method gets the same observations and starts at the same initial distribution. Scores are means over the
/// analyses after <see cref="BurnIn"/>.
/// </summary>
public sealed record CycleExperiment
{
    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The system.</summary>
    public required StateSpaceModel System { get; init; }

    /// <summary>Steps between two observations.</summary>
    public required int Every { get; init; }

    /// <summary>The instruments that observe; empty for all.</summary>
    public IReadOnlyList<int> Observed { get; init; } = [];

    /// <summary>The time up to which analyses are not scored, in model units.</summary>
    public double BurnIn { get; init; }

    /// <summary>Observations of a run.</summary>
    public int Cycles { get; init; } = 1001;

    /// <summary>Runs, each with a truth of its own.</summary>
    public int Seeds { get; init; } = 1;

    /// <summary>The key of all runs.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(42);

    /// <summary>The methods.</summary>
    public required IReadOnlyList<CycleRow> Rows { get; init; }

    /// <summary>Runs every method on every truth. The scores do not depend on the number of threads.</summary>
    /// <param name="maxThreads">Most threads; -1 for the machine's.</param>
    /// <param name="cancellation">Ends the runs.</param>
    /// <returns>A result for each row, in order.</returns>
    /// <exception cref="ArgumentException">A setting is out of range, or the truth diverges.</exception>
    public IReadOnlyList<CycleResult> Run(int maxThreads = -1, CancellationToken cancellation = default)
    {
        return Results(Simulate(Shard.Whole, maxThreads, cancellation));
    }

    /// <summary>A part of <see cref="Run"/>: a shard of the runs, which are every method on the first truth, every method on the next, and so on.</summary>
    /// <param name="shard">Which part.</param>
    /// <param name="maxThreads">Most threads; -1 for the machine's.</param>
    /// <param name="cancellation">Ends the runs.</param>
    /// <exception cref="ArgumentException">A setting is out of range, or the truth diverges.</exception>
    public Ledger RunPart(Shard shard, int maxThreads = -1, CancellationToken cancellation = default)
    {
        Ledger part = new();
        foreach (CycleRun run in Simulate(shard, maxThreads, cancellation))
            run.Keep(part);
        return part;
    }

    /// <summary>The results of <see cref="Run"/>, bit for bit but for the run times, from the parts of this record's settings.</summary>
    /// <param name="parts">Parts 0, 1, ..., loaded; each is asked for when the one before has been read.</param>
    /// <param name="count">How many parts there are.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    /// <exception cref="VardaxFormatException">A part holds too little.</exception>
    public IReadOnlyList<CycleResult> Merge(IEnumerable<Ledger> parts, int count)
    {
        ArgumentNullException.ThrowIfNull(parts);
        Validate();
        var runs = new CycleRun[Seeds * Rows.Count];
        foreach ((int index, Ledger part) in parts.Index())
            new Shard(index, count).Fill(runs, () => CycleRun.Read(part));
        return Results(runs);
    }

    private CycleRun[] Simulate(Shard shard, int maxThreads, CancellationToken cancellation)
    {
        Validate();
        int runs = Seeds * Rows.Count, first = shard.Start(runs);
        return Workers.Each(shard.End(runs) - first, maxThreads, () => new CycleWork(this),
            (work, i) => work.Run((first + i) / Rows.Count, Rows[(first + i) % Rows.Count], cancellation), cancellation);
    }

    private IReadOnlyList<CycleResult> Results(CycleRun[] runs) =>
        [.. Rows.Select((row, r) => CycleResult.Of(row, [.. Enumerable.Range(0, Seeds).Select(seed => runs[(seed * Rows.Count) + r])]))];

    private void Validate()
    {
        Guard.Setting(Every >= 1, nameof(Every), Every, "1 or more");
        Guard.Setting(Cycles >= 1, nameof(Cycles), Cycles, "1 or more");
        Guard.Setting(Seeds >= 1, nameof(Seeds), Seeds, "1 or more");
        double end = (double)Cycles * Every * System.Dt;
        Guard.Setting(BurnIn >= 0 && BurnIn < end, nameof(BurnIn), BurnIn, FormattableString.Invariant($"0 to less than the last time, {end}"));
        foreach (CycleRow row in Rows.Where(row => row.Method.NeedsGuess))
            row.Options.Guess?.RequireCycle(Every);
        foreach (int observed in Observed)
            Guard.Setting(observed >= 0 && observed < System.Instruments, nameof(Observed), observed, $"0 to {System.Instruments - 1}");
        Guard.Setting(Observed.Distinct().Count() == Observed.Count, nameof(Observed), string.Join(", ", Observed), "different instruments");
    }
}
