using System.Globalization;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Numbers with three digits and a unit.</summary>
internal static class Quantity
{
    public static string Time(double seconds) => seconds switch
    {
        < 1e-6 => Number(seconds * 1e9) + " ns",
        < 1e-3 => Number(seconds * 1e6) + " us",
        < 1 => Number(seconds * 1e3) + " ms",
        _ => Number(seconds) + " s",
    };

    /// <summary>Best, and the median behind it.</summary>
    public static string Time(Timings timings) =>
        timings.Count == 1 ? Time(timings.Best) : $"{Time(timings.Best)} ({Time(timings.Median)})";

    public static string Number(double value)
    {
        int decimals = Math.Abs(value) switch { < 1 => 3, < 10 => 2, < 100 => 1, _ => 0 };
        return value.ToString("F" + decimals, CultureInfo.InvariantCulture);
    }

    public static string Gflops(double flops, double seconds) => Number(flops / seconds / 1e9) + " GFLOP/s";

    public static string Threads(int threads) => threads == 1 ? "1 thread" : $"{threads} threads";

    public static string Percent(double share) => (100 * share).ToString("F0", CultureInfo.InvariantCulture) + " %";
}
