using System.Diagnostics;

namespace Vardax.Managed.Bench.Compare;

/// <summary>
/// Times contestants in turn, so that a noisy neighbour or a change of clock rate meets all of them, in alternating order.
/// </summary>
internal static class Interleaved
{
    /// <summary>Calls every contestant, which returns the seconds it measured, once per repetition.</summary>
    public static Timings[] Measure(int repetitions, params IReadOnlyList<Func<double>> contestants)
    {
        var seconds = new double[contestants.Count][];
        for (int c = 0; c < seconds.Length; c++)
            seconds[c] = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            for (int c = 0; c < seconds.Length; c++)
            {
                int turn = i % 2 == 0 ? c : seconds.Length - 1 - c;
                seconds[turn][i] = contestants[turn]();
            }
        }

        return [.. seconds.Select(s => new Timings(s))];
    }

    /// <summary>The contestants, each called often enough that a measurement lasts a while; in seconds per call.</summary>
    public static Timings[] MeasureCalls(int repetitions, params IReadOnlyList<Action> contestants) =>
        Measure(repetitions, [.. contestants.Select(PerCall)]);

    /// <summary>Warms the work up and wraps it into a measurement of many calls, in seconds per call.</summary>
    public static Func<double> PerCall(Action work)
    {
        const double Target = 2e-3;
        int calls = 1;
        long warm = Stopwatch.GetTimestamp();
        while (Seconds(work, calls) < Target)
            calls *= 2;
        // Long enough for tiered compilation to finish with what is not compiled at once.
        while (Stopwatch.GetElapsedTime(warm).TotalSeconds < 0.15)
            Seconds(work, calls);
        return () => Seconds(work, calls) / calls;
    }

    /// <summary>Seconds that so many calls take together.</summary>
    public static double Seconds(Action work, int calls = 1)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++)
            work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
