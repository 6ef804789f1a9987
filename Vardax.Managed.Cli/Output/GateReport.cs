using System.Globalization;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Reporting;
using Vardax.Managed.Experiments;

namespace Vardax.Managed.Cli.Output;

/// <summary>Calibration gates as a table, a sentence and the data of the figures.</summary>
internal static class GateReport
{
    /// <summary>One row per gate, what each found below.</summary>
    public static ReportTable Table(CalibrationExperimentResult result)
    {
        CalibrationReport report = result.Report;
        return new ReportTable(
            string.Create(CultureInfo.InvariantCulture,
                $"Calibration gates: {report.Method}, {report.Problems:N0} problems, {report.Samples} samples each"),
            ["", "verdict", "statistic", "interval", "threshold"],
            [.. result.Gates.Select<GateResult, string[]>(gate => [gate.Name, Words(gate.Verdict), Text.Score(gate.Statistic),
                $"{Text.Score(gate.Interval.Lower)} to {Text.Score(gate.Interval.Upper)}", Text.Score(gate.Threshold)])],
            string.Join('\n', result.Gates.Select(gate => $"{gate.Name}: {gate.Explanation}.")));
    }

    /// <summary>How the gates ended.</summary>
    public static string Sentence(CalibrationExperimentResult result)
    {
        string[] failed = [.. result.Gates.Where(g => !g.Passed).Select(g => $"{g.Name} ({Words(g.Verdict)})")];
        return failed.Length == 0
            ? $"All {result.Gates.Count} calibration gates pass."
            : $"Of {result.Gates.Count} calibration gates, {result.Gates.Count - failed.Length} pass; not so: "
                + $"{string.Join(", ", failed)}.";
    }

    /// <summary>A verdict as tables show it.</summary>
    public static string Words(GateVerdict verdict) => verdict switch
    {
        GateVerdict.Pass => "pass",
        GateVerdict.FailOverConfident => "over-confident",
        GateVerdict.FailUnderConfident => "under-confident",
        GateVerdict.FailBiased => "biased",
        GateVerdict.FailDisagreement => "disagreement",
        _ => "not judged",
    };
}
