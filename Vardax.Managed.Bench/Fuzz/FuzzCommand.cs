using System.Diagnostics;
using System.Globalization;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Bench.Fuzz;

/// <summary>
/// <c>fuzz</c>: so many damaged files for every reader together, as one Markdown table. Fails where a reader throws anything but
/// its one exception or allocates too much.
/// </summary>
internal static class FuzzCommand
{
    private const string Usage = "usage: fuzz [--count N] [--seed N]";

    /// <summary>Every reader.</summary>
    private static IReadOnlyList<FuzzTarget> Targets => [.. FormatTargets.All, .. ModelTargets.All];

    /// <summary>Runs it; 1 where a reader failed.</summary>
    public static int Run(string[] args)
    {
        int count = 200_000, seed = 0;
        for (int i = 0; i < args.Length; i += 2)
        {
            int value = 0;
            bool known = args[i] is "--count" or "--seed" && i + 1 < args.Length
                && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out value);
            if (!known || (args[i] == "--count" && value == 0))
            {
                Console.Error.WriteLine(Usage);
                return 2;
            }

            (count, seed) = args[i] == "--count" ? (value, seed) : (count, value);
        }

        IReadOnlyList<FuzzTarget> targets = Targets;
        Console.WriteLine("| reader | files | read | refused | failed | most allocated beyond 2 x size | slowest | time |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        List<string> failures = [];
        for (int i = 0; i < targets.Count; i++)
        {
            // The first ones take what does not divide.
            int share = (count / targets.Count) + (i < count % targets.Count ? 1 : 0);
            FuzzReport report = Fuzzer.Run(targets[i], share, seed);
            failures.AddRange(report.Failures);
            Console.WriteLine(Row(report));
        }

        using Process process = Process.GetCurrentProcess();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"\nPeak working set: {process.PeakWorkingSet64 / 1048576.0:f0} MiB."));
        foreach (string failure in failures)
            Console.Error.WriteLine(failure);
        return failures.Count == 0 ? 0 : 1;
    }

    private static string Row(FuzzReport report)
    {
        FormattableString cells = $"""
            {report.Count} | {report.Accepted} | {report.Refused} | {report.Failures.Count} | {report.MostAllocated} B
            """;
        FormattableString times = $"{report.Slowest.TotalMilliseconds:f1} ms | {report.Elapsed.TotalSeconds:f1} s";
        return $"| {report.Target} | {FormattableString.Invariant(cells)} | {FormattableString.Invariant(times)} |";
    }
}
