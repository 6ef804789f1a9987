using System.Diagnostics;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Support.Fuzzing;

/// <summary>Hands damaged files to a reader.</summary>
internal static class Fuzzer
{
    /// <summary>Bytes that a reader may allocate beyond twice the file's size.</summary>
    public const int Allowance = 1 << 20;

    private const int MostFailures = 20;

    /// <summary>Damages the target's valid bytes so many times, by seeds from <paramref name="firstSeed"/> on.</summary>
    public static FuzzReport Run(FuzzTarget target, int count, int firstSeed)
    {
        target.Parse(target.Valid);
        int accepted = 0, refused = 0;
        long mostAllocated = long.MinValue;
        TimeSpan slowest = TimeSpan.Zero;
        List<string> failures = [];
        long start = Stopwatch.GetTimestamp();
        for (int seed = firstSeed; seed < firstSeed + count && failures.Count < MostFailures; seed++)
        {
            byte[] bytes = Mutator.Mutate(target.Valid, seed);
            long before = GC.GetAllocatedBytesForCurrentThread(), began = Stopwatch.GetTimestamp();
            try
            {
                target.Parse(bytes);
                accepted++;
            }
            catch (VardaxFormatException)
            {
                refused++;
            }
            catch (Exception error)
            {
                failures.Add($"{target.Name}, seed {seed}: {error}");
            }

            TimeSpan took = Stopwatch.GetElapsedTime(began);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before - (2L * bytes.Length);
            slowest = took > slowest ? took : slowest;
            mostAllocated = Math.Max(mostAllocated, allocated);
            if (allocated > Allowance)
                failures.Add($"{target.Name}, seed {seed}: allocated {allocated} bytes beyond twice the file's {bytes.Length}");
        }

        return new FuzzReport(
            target.Name, count, accepted, refused, mostAllocated, slowest, Stopwatch.GetElapsedTime(start), failures);
    }
}
