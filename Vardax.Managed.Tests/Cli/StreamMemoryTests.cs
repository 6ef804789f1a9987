using System.Text;

namespace Vardax.Managed.Tests.Cli;

/// <summary>What a stream of windows costs: counts what the whole process allocates, so that nothing may run beside it.</summary>
[Collection(nameof(StreamMemoryTests))]
[CollectionDefinition(nameof(StreamMemoryTests), DisableParallelization = true)]
public sealed class StreamMemoryTests : IDisposable
{
    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    [Fact]
    public async Task Fifty_thousand_windows_cost_little_each()
    {
        const int Windows = 50_000;
        string line = Encoding.UTF8.GetString(await StreamCase.Simulate(1)).TrimEnd() + "\n";
        await Bytes(line, 2000);
        long few = await Bytes(line, 2000), many = await Bytes(line, Windows);
        double each = (many - few) / (double)(Windows - 2000);
        Assert.InRange(each, 0, 120);
    }

    private async Task<long> Bytes(string line, int windows)
    {
        using RepeatingStream input = new(Encoding.UTF8.GetBytes(line), windows);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        (int exitCode, _) = await StreamCase.Run(input, Stream.Null, "analyze", "--model", stream.ModelPath, "--threads", "2");
        Assert.Equal(0, exitCode);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>The same bytes again and again.</summary>
    private sealed class RepeatingStream(byte[] part, int times) : MemoryStream
    {
        private long left = (long)part.Length * times;

        public override int Read(Span<byte> buffer)
        {
            int at = (int)((((long)part.Length * times) - left) % part.Length);
            int count = (int)Math.Min(Math.Min(buffer.Length, part.Length - at), left);
            part.AsSpan(at, count).CopyTo(buffer);
            left -= count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
