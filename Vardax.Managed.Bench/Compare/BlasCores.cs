using System.Runtime.Intrinsics.X86;

namespace Vardax.Managed.Bench.Compare;

/// <summary>
/// The sets of kernels in OpenBLAS. OpenBLAS picks one by a list of processors, and one that it does not know gets its oldest: a
/// comparison with that would flatter. So every set that may suit the processor is tried, each in a process of its own.
/// </summary>
internal static class BlasCores
{
    /// <summary>The variable that selects a set before the library is loaded.</summary>
    public const string Variable = "OPENBLAS_CORETYPE";

    // Sets from before AVX2; "Generic" has no vectors at all.
    private static readonly string[] Old =
        ["Generic", "Katmai", "Coppermine", "Northwood", "Prescott", "Banias", "Core2", "Penryn", "Dunnington", "Nehalem", "Sandybridge",
            "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat", "Atom", "Nano"];

    /// <summary>What to try: OpenBLAS falls back by itself, or the process ends, if the processor lacks an instruction.</summary>
    public static string[] Candidates => Avx512F.IsSupported
        ? ["SapphireRapids", "Cooperlake", "SkylakeX", "Zen", "Haswell"]
        : Avx2.IsSupported ? ["Zen", "Haswell"] : [""];

    /// <summary>Whether a comparison with this set says nothing about the processor.</summary>
    public static bool IsCripple(string core) => Avx2.IsSupported && Old.Contains(core, StringComparer.OrdinalIgnoreCase);
}
