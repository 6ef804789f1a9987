using Vardax.Managed.Scores;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Simulation-based calibration: S. Talts, M. Betancourt, D. Simpson, A. Vehtari and A. Gelman, "Validating Bayesian inference
/// algorithms with simulation-based calibration" (2018), arXiv:1804.06788. Under the exact posterior a truth drawn from the prior
/// and posterior samples given its data are exchangeable, so the truth's rank among L samples is uniform on 0, ..., L for every
/// quantity of window and data. The quantities: each component at the window's first, middle and last time; its root mean square;
/// and its log-density, which also sees faults that leave every marginal right (M. Modrak et al., "Simulation-based calibration
/// checking for Bayesian computation: the choice of test quantities shapes sensitivity", Bayesian Analysis (2023)).
/// <para>
/// Rule: a quantity fails where the ECDF of its ranks leaves the simultaneous band (<see cref="SimultaneousBand"/>, points at
/// every multiple of 1 / (L + 1)) of level 1 - (1 - Level) / quantities (Bonferroni), and the gate where any quantity does.
/// Direction: by the ranks' shape (biased where their mean is further from uniform in standard errors than their spread is; else
/// U or hump); of the log-density, low ranks say over-confident, high ones under-confident. The gate takes the direction of the
/// least probable failing quantity, the log-density's only where no other fails.
/// </para>
/// <para>
/// Measured on a linear Gaussian problem of which the posterior is known (18 entries, 1,000 problems, 99 samples): the exact
/// posterior fails 7 of 200 times; one 10 % too narrow 50 of 50, 10 % too wide 49 of 50, displaced by 0.2 standard deviations 50
/// of 50, with independent entries of the right marginals 50 of 50 (by the root mean square and the log-density, not by the
/// components).
/// </para>
/// </summary>
internal sealed class SimulationBasedCalibration : IGate
{
    private const string Title = "simulation-based calibration";

    internal SimulationBasedCalibration()
    {
    }

    string IGate.Name => Title;

    /// <summary>Judges ranks.</summary>
    /// <param name="names">The quantities.</param>
    /// <param name="ranks">Ranks from 0 to <paramref name="samples"/>: quantities x problems.</param>
    /// <param name="samples">L.</param>
    /// <param name="level">Probability that exact posteriors pass.</param>
    /// <param name="logDensity">Index of the log-density among the quantities; -1 where it is not there.</param>
    /// <returns>The gate's result, whose statistic is the ECDF difference at the least probable point and whose interval is the
    /// band there; and the verdict on each quantity.</returns>
    /// <exception cref="ArgumentException">There are no quantities, their ranks are not equally many, or a rank is out of range.
    /// </exception>
    public static (GateResult Gate, GateVerdict[] Verdicts) Judge(
        IReadOnlyList<string> names, IReadOnlyList<int[]> ranks, int samples, double level = 0.95, int logDensity = -1)
    {
        ArgumentNullException.ThrowIfNull(names);
        ArgumentNullException.ThrowIfNull(ranks);
        if (ranks.Count == 0 || names.Count != ranks.Count)
        {
            throw new ArgumentException(
                $"Expected ranks of {names.Count} quantities, at least 1, found {ranks.Count}.", nameof(ranks));
        }

        SimultaneousBand band = Band(ranks[0].Length, ranks.Count, samples, level);
        var verdicts = new GateVerdict[ranks.Count];
        var worst = (Quantity: 0, Point: 0, Tail: double.PositiveInfinity, Order: double.PositiveInfinity);
        for (int q = 0; q < ranks.Count; q++)
        {
            (int point, double tail) = band.LeastProbable(band.CountsBelow(ranks[q], samples));
            verdicts[q] = Verdict(ranks[q], samples, band, q == logDensity);

            // Failing components first, then the failing log-density, then what passes.
            double order = tail >= band.Gamma ? 2 + tail : q == logDensity ? 1 + tail : tail;
            if (order < worst.Order)
                worst = (q, point, tail, order);
        }

        int failing = verdicts.Count(v => v != GateVerdict.Pass), at = worst.Point;
        double nominal = (at + 1) / (double)band.Cells, n = band.Count;
        double difference = (band.CountsBelow(ranks[worst.Quantity], samples)[at] / n) - nominal;
        Interval edges = new((band.Lower[at] / n) - nominal, (band.Upper[at] / n) - nominal);
        string explanation = FormattableString.Invariant(
            $"{failing} of {ranks.Count} quantities leave the simultaneous {band.Level:P2} band of {band.Count} uniform ranks; ")
            + FormattableString.Invariant(
            $"least probable: {names[worst.Quantity]}, ECDF difference {difference:F4} at {nominal:G3} ")
            + FormattableString.Invariant($"(band {edges.Lower:F4} to {edges.Upper:F4})");
        return (new GateResult(Title, difference, edges, difference < 0 ? edges.Lower : edges.Upper, verdicts[worst.Quantity],
            explanation), verdicts);
    }

    /// <summary>The band that each of so many quantities has to stay in for all of them to do so together.</summary>
    internal static SimultaneousBand Band(int problems, int quantities, int samples, double level) =>
        SimultaneousBand.Compute(problems, samples + 1, 1 - ((1 - level) / quantities));

    /// <summary>The verdict on one quantity.</summary>
    internal static GateVerdict Verdict(ReadOnlySpan<int> ranks, int samples, SimultaneousBand band, bool isLogDensity) =>
        band.LeastProbable(band.CountsBelow(ranks, samples)).Tail >= band.Gamma ? GateVerdict.Pass
            : isLogDensity ? RankShape.OfLogDensity(ranks, samples)
            : RankShape.Of(ranks, samples);

    GateResult IGate.Judge(CalibrationSimulations simulations, CalibrationOptions options) => Judge(
        simulations.Quantities, simulations.Ranks, options.Samples, options.Level, simulations.Quantities.Length - 1).Gate;
}
