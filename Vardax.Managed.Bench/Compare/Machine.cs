using System.Globalization;
using System.Runtime.InteropServices;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Bench.Compare;

/// <summary>What the numbers were measured on.</summary>
internal static class Machine
{
    public static string Describe(Comparison comparison)
    {
        Peaks peaks = comparison.Peaks;
        string date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string quick = comparison.Options.Quick ? " **Quick run: too few repetitions to quote.**" : "";
        string busy = peaks.TwoCores < 1.8 * peaks.OneCore ? ", far from twice that: **the machine was busy**" : "";
        return $"""
            {date}: {Processor()}, {Environment.ProcessorCount} cores; {RuntimeInformation.FrameworkDescription}
            on {RuntimeInformation.OSDescription}, vectors of {SimdSupport.VectorBits} bits, of {Peaks.ProductBits} in matrix products.{quick}
            Measured peak of multiply-adds: {Quantity.Number(peaks.OneCore / 1e9)} GFLOP/s on one core,
            {Quantity.Number(peaks.TwoCores / 1e9)} on two at once{busy}
            ({Quantity.Number(peaks.CycleRate / 1e9)} GHz at two of {SimdSupport.VectorBits} bits a cycle).
            Backends: {(comparison.Backends.Count == 0 ? "none" : string.Join("; ", comparison.Backends))}.
            """;
    }

    private static string Processor()
    {
        const string Info = "/proc/cpuinfo";
        if (!File.Exists(Info))
            return RuntimeInformation.ProcessArchitecture.ToString();
        string[] lines = File.ReadAllLines(Info);
        string Field(string name) =>
            lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "?";
        return $"{Field("model name")} (family {Field("cpu family")}, model {Field("model\t")})";
    }
}
