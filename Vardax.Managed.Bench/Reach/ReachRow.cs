using System.Diagnostics;
using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Experiments;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Reach;

/// <summary>What one posterior of one model key reached.</summary>
internal sealed record ReachRow(
    ulong Key, double TrainTimeS, ReachScores Scores, ReachOracle Oracle, CalibrationExperimentResult Judged, double Microseconds,
    double Bytes)
{
    private const int Passes = 7;

    /// <summary>The columns.</summary>
    public static readonly string[] Columns =
    [
        "key", "training, s", "window RMSE", "over the oracle's", "marginal NLL", "above the oracle's", "joint NLL",
        "energy score", "over the oracle's", "SBC", "TARP", "50 %", "68 %", "90 %", "95 %", "agree with 4DVar, %", "Jacobian error, %",
        "us a window", "bytes a window",
    ];

    private CalibrationReport Report => Judged.Report;

    private MeanEstimate[] Estimates =>
    [
        MeanEstimate.Of(Scores.SquaredErrors).SquareRoot(), Oracle.RmseRatio(Scores), MeanEstimate.Of(Scores.MarginalNll),
        Oracle.NllAbove(Scores), MeanEstimate.Of(Scores.JointNll), MeanEstimate.Of(Scores.EnergyScores),
        Oracle.EnergyRatio(Scores),
    ];

    private double[] Coverage => [.. Report.Coverage.Take(1).SelectMany(curve => curve.Observed.Select(c => c.Value))];

    /// <summary>Time and allocation of an analysis on one thread, warm: of the quickest pass over the problems.</summary>
    public static (double Microseconds, double Bytes) Time(IPosterior posterior, ReadOnlySpan<AssimilationProblem> problems)
    {
        float[] mean = new float[problems[0].Settings.WindowEntries], std = new float[mean.Length];
        (double best, long bytes) = (double.PositiveInfinity, 0);
        for (int pass = 0; pass < Passes; pass++)
        {
            long start = Stopwatch.GetTimestamp(), allocated = GC.GetAllocatedBytesForCurrentThread();
            foreach (AssimilationProblem problem in problems)
                posterior.Analyze(problem, mean, std);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        return (best / problems.Length, bytes / (double)problems.Length);
    }

    /// <summary>One key's cells.</summary>
    public string[] Cells() =>
    [
        Text(Key), Text(TrainTimeS, "F1"), .. Estimates.Select((e, at) => Text(e, Format(at))),
        Verdict(0), Verdict(1), .. Coverage.Select(c => Text(c, "F3")),
        Judged.Agreement is { } agreement ? Text(agreement.Gate) : "-",
        Judged.Adjoint is { } adjoint ? Text(adjoint.Gate) : "-",
        Text(Microseconds, "F0"), Text(Bytes, "F0"),
    ];

    /// <summary>The mean over the keys, with its 95 % interval over them; gates as how many pass.</summary>
    public static string[] Summary(IReadOnlyList<ReachRow> rows)
    {
        string Mean(Func<ReachRow, double> value, string format)
        {
            double[] values = [.. rows.Select(value)];
            return values.Length == 1 ? Text(values[0], format) : Text(MeanEstimate.Of(values), format);
        }

        string Passing(Func<ReachRow, GateResult?> gate) =>
            $"{rows.Count(r => gate(r) is { Passed: true })} of {rows.Count}";
        return
        [
            "all", Mean(r => r.TrainTimeS, "F1"),
            .. Enumerable.Range(0, rows[0].Estimates.Length).Select(at => Mean(r => r.Estimates[at].Value, Format(at))),
            Passing(r => r.Report.Gates[0]), Passing(r => r.Report.Gates[1]),
            .. Enumerable.Range(0, rows[0].Coverage.Length).Select(at => Mean(r => r.Coverage[at], "F3")),
            rows[0].Judged.Agreement is null ? "-" : Mean(r => 100 * r.Judged.Agreement!.Gate.Statistic, "F1"),
            rows[0].Judged.Adjoint is null ? "-" : Mean(r => 100 * r.Judged.Adjoint!.Gate.Statistic, "F2"),
            Mean(r => r.Microseconds, "F0"), Mean(r => r.Bytes, "F0"),
        ];
    }

    /// <summary>A number with the half-width of its 95 % interval.</summary>
    public static string Text(MeanEstimate estimate, string format) =>
        $"{Text(estimate.Value, format)} ± {Text(estimate.Upper - estimate.Value, format)}";

    private static string Text(double value, string format = "G") => value.ToString(format, CultureInfo.InvariantCulture);

    private static string Text(GateResult gate) => gate.Verdict == GateVerdict.NotJudged
        ? "not judged"
        : $"{Text(100 * gate.Statistic, "F2")} "
            + $"({Text(100 * gate.Interval.Lower, "F2")} to {Text(100 * gate.Interval.Upper, "F2")})";

    private static string Format(int estimate) => estimate switch
    {
        2 or 3 => "F1",
        4 => "F2",
        _ => "F4",
    };

    private string Verdict(int gate) => Report.Gates[gate].Verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.FailOverConfident => "over-confident",
        GateVerdict.FailUnderConfident => "under-confident",
        GateVerdict.FailBiased => "biased",
        _ => "not judged",
    };
}
