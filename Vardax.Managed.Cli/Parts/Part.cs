using System.Globalization;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Parts;

/// <summary>A part file: which shard it is, and everything that its content depends on.</summary>
/// <param name="Path">The file.</param>
/// <param name="Shard">Which shard.</param>
/// <param name="Identity">
/// The command, its options, the digests of the files it reads, the version, the numerics: by name.
/// </param>
internal sealed record Part(string Path, Shard Shard, IReadOnlyDictionary<string, string> Identity)
{
    private const string Format = "format", Known = "vardax part 1", ShardKey = "shard";

    /// <summary>Reads what a file says of itself, and checks all of it against its digest.</summary>
    /// <exception cref="VardaxFormatException">The file is no part, or damaged.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be read.</exception>
    public static Part Read(string path)
    {
        IReadOnlyDictionary<string, string> metadata = Ledger.Load(path).Metadata;
        if (metadata.GetValueOrDefault(Format) != Known || Parse(metadata.GetValueOrDefault(ShardKey)) is not { } shard)
            throw new VardaxFormatException(path, 8, "expected a part, a file of a command with --shard");
        return new Part(path, shard, new Dictionary<string, string>(metadata.Where(entry => entry.Key is not (Format or ShardKey or "digest"))));
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Write(Ledger ledger) =>
        ledger.Save(Path, new Dictionary<string, string>(Identity) { [Format] = Known, [ShardKey] = Text(Shard) });

    /// <summary>The first thing in which the content of this part depends on something else than expected; null if nothing.</summary>
    public string? Difference(IReadOnlyDictionary<string, string> expected)
    {
        string? key = expected.Keys.Union(Identity.Keys).Order(StringComparer.Ordinal).FirstOrDefault(
            key => Identity.GetValueOrDefault(key) != expected.GetValueOrDefault(key));
        return key is null ? null : Printable.Line($"{key} is {Identity.GetValueOrDefault(key, "not given")}; expected {expected.GetValueOrDefault(key, "it not to be given")}");
    }

    /// <summary>A shard as an option takes it: index/count.</summary>
    public static string Text(Shard shard) => string.Create(CultureInfo.InvariantCulture, $"{shard.Index}/{shard.Count}");

    /// <summary>The shard of such a text; null if it is none.</summary>
    public static Shard? Parse(string? text) =>
        text?.Split('/') is [var left, var right]
        && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && index < count
            ? new Shard(index, count) : null;
}
