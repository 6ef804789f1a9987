using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public class InfoTests
{
    [Fact]
    public async Task It_tells_what_runs_here()
    {
        (int exitCode, string output, string error) = await CommandLine.Run("info", "--json");
        Assert.Equal(0, exitCode);
        JsonElement info = JsonDocument.Parse(output).RootElement;
        Assert.Equal(8 * Vector<byte>.Count, info.GetProperty("vector_bits").GetInt32());
        Assert.Equal(Environment.ProcessorCount, info.GetProperty("cores").GetInt32());
        Assert.Contains("JIT", info.GetProperty("runtime").GetString(), StringComparison.Ordinal);
        Assert.Matches(@"^\d+\.\d+\.\d+", info.GetProperty("version").GetString());
        Assert.Equal(error.Length > 0, info.GetProperty("warning").ValueKind == JsonValueKind.String);
        if (Avx2.IsSupported)
            Assert.Equal("", error);
    }
}
