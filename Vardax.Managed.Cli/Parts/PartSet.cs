using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Parts;

/// <summary>All parts of one run, in order.</summary>
internal sealed class PartSet
{
    // Faults that a message names one by one.
    private const int MostNamed = 10;

    private readonly Part[] parts;

    /// <summary>Takes the parts in any order.</summary>
    /// <exception cref="InputException">One is of another run, one is there twice, or one is missing: each is named.</exception>
    public PartSet(IReadOnlyList<Part> given)
    {
        Part first = given[0];
        int count = first.Shard.Count;
        List<string> faults =
        [
            .. given.Where(part => part.Shard.Count != count).Select(part => $"{part.Path} is part {Part.Text(part.Shard)}; expected one of {count}, as {first.Path} is"),
            .. given.Select(part => (part.Path, Difference: part.Difference(first.Identity))).Where(part => part.Difference is not null)
                .Select(part => $"{part.Path} is of another run than {first.Path}: {part.Difference}"),
            .. given.Where(part => part.Shard.Count == count).GroupBy(part => part.Shard.Index).Where(same => same.Count() > 1)
                .Select(same => $"part {Part.Text(same.First().Shard)} is there {same.Count()} times: {string.Join(", ", same.Select(part => part.Path))}"),
        ];
        bool isWaiting = faults.Count == 0;
        HashSet<int> known = [.. given.Select(part => part.Shard.Index)];
        faults.AddRange(Enumerable.Range(0, count).Where(index => !known.Contains(index)).Select(index => $"part {Part.Text(new Shard(index, count))} is missing"));
        if (faults.Count > 0)
        {
            string message = string.Join("; ", faults.Take(MostNamed)) + (faults.Count > MostNamed ? $"; and {faults.Count - MostNamed} more" : "") + ".";
            throw isWaiting ? new MissingPartException(message) : new InputException(message);
        }

        parts = [.. given.OrderBy(part => part.Shard.Index)];
    }

    /// <summary>How many parts there are.</summary>
    public int Count => parts.Length;

    /// <summary>What the content of all of them depends on.</summary>
    public IReadOnlyDictionary<string, string> Identity => parts[0].Identity;

    /// <summary>Loads one after the other.</summary>
    public IEnumerable<Ledger> Load() => parts.Select(part => Ledger.Load(part.Path));
}
