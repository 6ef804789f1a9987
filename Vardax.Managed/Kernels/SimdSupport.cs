using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Vardax.Managed.Kernels;

/// <summary>
/// What the kernels run on. NativeAOT compiles for one instruction set, whatever the machine it then runs on: a process may use
/// less than its CPU has.
/// </summary>
public static class SimdSupport
{
    private const int Avx2Bit = 1 << 5, FmaBit = 1 << 12, AvxBit = 1 << 28, OsSavesVectorsBit = 1 << 27;

    /// <summary>Whether the process runs ahead-of-time compiled code: then no host has told it where the framework's assemblies are.</summary>
    public static bool IsNativeAot => AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") is null;

    /// <summary>Bits of a vector in the kernels.</summary>
    public static int VectorBits => 8 * Vector<byte>.Count;

    /// <summary>
    /// Whether matrix products use vectors of 512 bits, twice as wide as the other kernels' are: on Intel's processors from Ice Lake
    /// on, where a core multiplies twice as many numbers then. Their predecessors (model 0x55) lower their clock for it, and AMD's
    /// Zen 4 takes two turns for each. Chosen once, at start-up; results are the same to the bit.
    /// </summary>
    internal static bool MultipliesIn512Bits { get; } = Avx512F.IsSupported && VectorBits == 256 && CpuGainsFrom512Bits();

    /// <summary>Whether the kernels' multiply-add is one instruction.</summary>
    public static bool FusesMultiplyAdd => Fma.IsSupported || AdvSimd.IsSupported;

    /// <summary>Whether the CPU has wider vectors, or fused multiply-add, that this process was not compiled to use.</summary>
    public static bool CpuCouldDoMore => X86Base.IsSupported && (VectorBits < 256 || !Fma.IsSupported) && CpuHasAvx2AndFma();

    private static bool CpuGainsFrom512Bits()
    {
        const int GenuineIntel = 0x756e6547, ThrottledModel = 0x55;
        (_, int vendor, _, _) = X86Base.CpuId(0, 0);
        (int signature, _, _, _) = X86Base.CpuId(1, 0);
        int model = ((signature >> 4) & 0xF) | ((signature >> 12) & 0xF0);
        return vendor == GenuineIntel && model != ThrottledModel;
    }

    private static bool CpuHasAvx2AndFma()
    {
        (int highest, _, _, _) = X86Base.CpuId(0, 0);
        if (highest < 7)
            return false;
        (_, _, int features, _) = X86Base.CpuId(1, 0);
        (_, int extended, _, _) = X86Base.CpuId(7, 0);
        const int Needed = FmaBit | AvxBit | OsSavesVectorsBit;
        return (features & Needed) == Needed && (extended & Avx2Bit) != 0;
    }
}
