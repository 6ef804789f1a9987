using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>The result of one gate.</summary>
/// <param name="Name">The gate.</param>
/// <param name="Statistic">What it judges by; the explanation says what that is.</param>
/// <param name="Interval">The statistic's confidence interval; for the gates of ranks, the band's edges at the point where the
/// statistic is taken.</param>
/// <param name="Threshold">What the statistic, or its interval, is held against.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Explanation">One line: what was found, and the rule.</param>
public sealed record GateResult(
    string Name, double Statistic, Interval Interval, double Threshold, GateVerdict Verdict, string Explanation)
{
    /// <summary>Whether the gate passed.</summary>
    public bool Passed => Verdict == GateVerdict.Pass;

    /// <summary>The result of a gate that too few analyses were usable for: their share is the statistic.</summary>
    internal static GateResult NotJudged(string name, int unusable, int problems, double mostAllowed, string message) =>
        new(name, unusable / (double)problems, WilsonInterval.Of(unusable, problems), mostAllowed, GateVerdict.NotJudged,
            FormattableString.Invariant(
                $"{unusable} of {problems} analyses are not usable, more than {mostAllowed:P1}; the first: {message}"));
}
