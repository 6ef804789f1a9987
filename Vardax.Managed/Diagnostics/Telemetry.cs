using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Vardax.Managed.Diagnostics;

/// <summary>
/// The meter and the activity source named Vardax.Managed. Nothing is measured if nobody listens, and a measurement allocates nothing;
/// an activity is an object, which .NET creates only for a listener.
/// </summary>
internal static class Telemetry
{
    private const string Name = "Vardax.Managed";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Analyses = Meter.CreateCounter<long>(
        "vardax.analyses", "{window}", "Windows that a trained model analysed.");

    private static readonly Counter<long> Unusable = Meter.CreateCounter<long>(
        "vardax.analyses.unusable", "{window}", "Windows whose analysis is not usable.");

    private static readonly Counter<long> NotPolished = Meter.CreateCounter<long>(
        "vardax.analyses.not_polished", "{window}", "Windows whose polish failed, so that the network's own answer stands.");

    private static readonly Counter<long> UntypicalWindows = Meter.CreateCounter<long>(
        "vardax.analyses.untypical", "{window}", "Scored windows that are unlike the simulated ones.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "vardax.analysis.duration", "s", "Time to condition a trained model's posterior on a window.");

    private static readonly Counter<long> Steps = Meter.CreateCounter<long>(
        "vardax.training.steps", "{step}", "Training steps made.");

    private static readonly Gauge<double> Loss = Meter.CreateGauge<double>(
        "vardax.training.loss", "nat", "Loss of the last training step: NLL for each problem.");

    private static readonly ActivitySource Source = new(Name);

    /// <summary>Starts an activity; null if nobody listens.</summary>
    public static Activity? Start(string name) => Source.StartActivity(name);

    /// <summary>The time that an analysis starts; 0 if nobody listens.</summary>
    public static long StartOfAnalysis() => Duration.Enabled ? Stopwatch.GetTimestamp() : 0;

    /// <summary>An analysis has ended.</summary>
    public static void Analysed(long start, bool isUsable, bool isPolished)
    {
        if (start != 0)
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        Analyses.Add(1);
        if (!isUsable)
            Unusable.Add(1);
        if (!isPolished)
            NotPolished.Add(1);
    }

    /// <summary>A window is unlike the simulated ones.</summary>
    public static void Untypical() => UntypicalWindows.Add(1);

    /// <summary>A training step has been made.</summary>
    public static void Trained(double loss)
    {
        Steps.Add(1);
        Loss.Record(loss);
    }
}
