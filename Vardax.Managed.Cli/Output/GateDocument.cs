using System.Text.Json;
using Vardax.Managed.Calibration;
using static Vardax.Managed.Cli.Output.JsonNumber;

namespace Vardax.Managed.Cli.Output;

/// <summary>One gate in a JSON document; a number that is not finite is null.</summary>
/// <param name="Name">The gate.</param>
/// <param name="Statistic">What it judges by; the message says what that is.</param>
/// <param name="Interval">Lower and upper end.</param>
/// <param name="Threshold">What the statistic, or its interval, is held against.</param>
/// <param name="Verdict">In snake_case words.</param>
/// <param name="Message">What was found.</param>
internal sealed record GateDocument(
    string Name, double? Statistic, double?[] Interval, double? Threshold, string Verdict, string Message)
{
    public static GateDocument From(GateResult gate) => new(
        gate.Name, Finite(gate.Statistic), [Finite(gate.Interval.Lower), Finite(gate.Interval.Upper)], Finite(gate.Threshold),
        Word(gate.Verdict), gate.Explanation);

    /// <summary>pass, fail_over_confident, fail_under_confident, fail_biased, fail_disagreement, fail_uninformative or not_judged.</summary>
    public static string Word(GateVerdict verdict) => JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString());
}
