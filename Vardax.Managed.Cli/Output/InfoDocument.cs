using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax info</c>.</summary>
internal sealed record InfoDocument
{
    public string Version { get; } = LibraryVersion.Text;

    public string Runtime { get; } =
        $"{RuntimeInformation.FrameworkDescription}, {(SimdSupport.IsNativeAot ? "NativeAOT" : "JIT")}, "
        + $"{RuntimeInformation.ProcessArchitecture}";

    [JsonPropertyName("vector_bits")]
    public int VectorBits { get; } = SimdSupport.VectorBits;

    [JsonPropertyName("fused_multiply_add")]
    public bool FusedMultiplyAdd { get; } = SimdSupport.FusesMultiplyAdd;

    public int Cores { get; } = Environment.ProcessorCount;

    public string? Warning { get; } = SimdSupport.CpuCouldDoMore
        ? "This process uses less than its CPU has, and runs at half the speed it could: "
            + (SimdSupport.IsNativeAot ? "publish it with -p:IlcInstructionSet=x86-64-v3." : "a DOTNET_Enable setting is in its way.")
        : null;
}
