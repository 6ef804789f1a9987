using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

/// <summary>Damaged files lead to <see cref="VardaxFormatException"/> and to nothing else, in bounded memory.</summary>
public class FormatRobustnessTests
{
    public static TheoryData<string> Names => [.. FormatTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_that_ends_early_is_refused_at_every_byte(string name)
    {
        FuzzTarget target = Target(name);
        target.Parse(target.Valid);
        for (int length = 0; length < target.Valid.Length; length++)
        {
            byte[] prefix = target.Valid[..length];
            Exception? error = Record.Exception(() => target.Parse(prefix));
            bool allowed = error is VardaxFormatException || (error is null && MayEnd(name, prefix));
            Assert.True(allowed, $"{name}, {length} bytes: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Damage_is_refused_or_harmless(string name)
    {
        FuzzReport report = Fuzzer.Run(Target(name), count: 3000, firstSeed: 1_000_000);
        Assert.Empty(report.Failures);
        Assert.Equal(report.Count, report.Accepted + report.Refused);
        Assert.InRange(report.Refused, 2000, 3000);
        Assert.InRange(report.Accepted, 1, 1000);
    }

    [Fact]
    public void A_reader_that_throws_something_else_is_noticed()
    {
        FuzzTarget target = new("index", [1, 2, 3, 4], bytes => _ = bytes[3]);
        FuzzReport report = Fuzzer.Run(target, 200, 0);
        Assert.Contains(report.Failures, failure => failure.Contains(nameof(IndexOutOfRangeException), StringComparison.Ordinal));
    }

    [Fact]
    public void A_reader_that_believes_a_length_is_noticed()
    {
        FuzzTarget target = new("length", [1, 0, 0, 0], bytes => GC.KeepAlive(bytes.Length < 4
            ? []
            : new byte[BitConverter.ToInt32(bytes) & 0xFFFFFF]));
        FuzzReport report = Fuzzer.Run(target, 200, 0);
        Assert.Contains(report.Failures, failure => failure.Contains("beyond twice the file's", StringComparison.Ordinal));
    }

    [Fact]
    public void The_same_seed_does_the_same_damage()
    {
        byte[] valid = FormatTargets.All[0].Valid;
        Assert.Equal(Mutator.Mutate(valid, 7), Mutator.Mutate(valid, 7));
        int damaged = Enumerable.Range(0, 100).Count(seed => !Mutator.Mutate(valid, seed).AsSpan().SequenceEqual(valid));
        Assert.InRange(damaged, 90, 100);
    }

    private static FuzzTarget Target(string name) => FormatTargets.All.Single(target => target.Name == name);

    /// <summary>A table may end after any cell of its last column, arrays one after the other after any of them.</summary>
    private static bool MayEnd(string name, byte[] prefix) => name switch
    {
        "csv" => CsvMayEnd(Encoding.UTF8.GetString(prefix)),
        "npy" or "npy, stream" => NpyEnds().Contains(prefix.Length),
        _ => false,
    };

    private static bool CsvMayEnd(string text)
    {
        string[] lines = text.Split('\n');
        string last = lines[^1];
        return lines.Length == 1 ? last.Length > 0 : last.Length == 0 || last.Count(c => c == ',') == 2;
    }

    private static int[] NpyEnds()
    {
        byte[] valid = Target("npy").Valid;
        byte[] magic = [0x93, .. "NUMPY"u8];
        return [.. Enumerable.Range(0, valid.Length).Where(at => valid.AsSpan(at).StartsWith(magic))];
    }
}
