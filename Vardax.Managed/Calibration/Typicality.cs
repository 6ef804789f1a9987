using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Diagnostics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Tells observations that the simulated prior can give from those it cannot: the squared distance
/// d^2 = (y - m)^T (C + R)^-1 (y - m) of the k values observed, m and C their simulated mean and covariance, as
/// s = (d^2 - k) / sqrt(2 k), which one simulated window in two thousand exceeds; and the mean square of (C + R)^-1 (y - m), the
/// misfit that the best linear estimate leaves, of which one in two thousand has less. The first sees values out of range and values
/// that do not follow the model, the second values more regular than observations are, such as zeros in place of gaps; a network
/// asked about any of them answers with the same confidence as ever (Mahalanobis 1936; the bounds by simulation, since the prior is
/// no Gaussian: for windows with nothing missing, and for classes of k).
/// </summary>
public sealed class Typicality
{
    /// <summary>Classes of windows by how many of their values are seen; the last one has them all.</summary>
    internal const int Classes = 9;

    private const double TailShare = 0.0005;

    private readonly int[] observed;
    private readonly double[] mean, factor, lowest, highest;

    /// <summary>From its parts.</summary>
    /// <param name="observed">Indices of the p observed entries, (time, instrument), ascending.</param>
    /// <param name="mean">Their mean.</param>
    /// <param name="factor">Cholesky factor L of the covariance of their observations, errors included, p x p, lower triangular.</param>
    /// <param name="lowest">The lowest typical misfit of each class.</param>
    /// <param name="highest">The highest typical score.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, or the factor's diagonal is not positive.</exception>
    internal Typicality(int[] observed, double[] mean, double[] factor, double[] lowest, double[] highest)
    {
        int p = observed.Length;
        Guard.Length(p, mean.Length, nameof(mean));
        Guard.Matrix(factor.Length, p, p, nameof(factor));
        Guard.Length(Classes, lowest.Length, nameof(lowest));
        Guard.Length(Classes, highest.Length, nameof(highest));
        for (int i = 0; i < p; i++)
        {
            if (!(factor[(i * p) + i] > 0))
                throw new ArgumentException(FormattableString.Invariant($"Expected a positive diagonal, found {factor[(i * p) + i]} at {i}."), nameof(factor));
        }

        (this.observed, this.mean, this.factor, this.lowest, this.highest) = (observed, mean, factor, lowest, highest);
    }

    /// <summary>The score that one simulated window in two thousand exceeds, with nothing missing.</summary>
    public double Threshold => highest[^1];

    /// <summary>The lowest typical misfit of each class.</summary>
    internal ReadOnlySpan<double> Lowest => lowest;

    /// <summary>The highest typical score of each class.</summary>
    internal ReadOnlySpan<double> Highest => highest;

    /// <summary>Indices of the entries of the observations that the model looks at.</summary>
    public ReadOnlySpan<int> Observed => observed;

    /// <summary>m.</summary>
    internal ReadOnlySpan<double> Mean => mean;

    /// <summary>L, with L L^T = C + R.</summary>
    internal ReadOnlySpan<double> Factor => factor;

    /// <summary>Estimates the moments from <paramref name="count"/> simulated windows, and the threshold from as many others.</summary>
    /// <exception cref="ArgumentException">There are fewer than 1,000 windows, or the simulated prior diverges.</exception>
    public static Typicality Estimate(
        ProblemGenerator generator, RandomKey stream, int count = 16_384, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1000);
        ProblemSettings settings = generator.Settings;
        int[] observed = [.. Enumerable.Range(0, settings.ObservationEntries).Where(i => generator.Mask[i] != 0)];
        (double[] mean, double[] covariance) = SimulatedMoments.Estimate(generator, stream, count, observed.Length, (block, row, values) =>
        {
            ReadOnlySpan<float> seen = block.Values(row);
            for (int i = 0; i < values.Length; i++)
                values[i] = seen[observed[i]];
        }, cancellation);
        for (int i = 0; i < observed.Length; i++)
            covariance[(i * observed.Length) + i] += settings.Observing.Std(observed[i]) * settings.Observing.Std(observed[i]);
        if (!Cholesky.TryLower(covariance, observed.Length))
            throw new ArgumentException("The simulated prior diverges: the covariance of its observations is not finite.", nameof(generator));
        double[] lowest = new double[Classes], highest = new double[Classes];
        Array.Fill(highest, double.PositiveInfinity);
        var typicality = new Typicality(observed, mean, covariance, lowest, highest);
        int p = observed.Length;
        var sweep = new ProblemSweep(generator, stream, p > 1 ? 5 * count : count) { First = count, MaxThreads = 1, Cancellation = cancellation };
        ILookup<int, (int Class, double Score, double Misfit)> found = sweep.EachWindow(() => typicality, (self, i, window, _) =>
            self.Measure(window, i < 2 * count ? 0 : 1 + ((i - (2 * count)) % (p - 1)), stream.Child((ulong)i).Missing()))
            .Where(f => f.Class >= 0).ToLookup(f => f.Class);
        for (int c = 0; c < Classes; c++)
        {
            int tail = (int)(TailShare * found[c].Count());
            if (found[c].Any())
                (lowest[c], highest[c]) = (found[c].Select(f => f.Misfit).Order().ElementAt(tail), found[c].Select(f => f.Score).OrderDescending().ElementAt(tail));
        }

        return typicality;
    }

    /// <summary>The class, score and misfit of a simulated window, of which so many values more go missing; class -1 if it diverges.</summary>
    private (int Class, double Score, double Misfit) Measure(ObservedWindow window, int missing, RandomKey key)
    {
        if (missing > 0)
            new MissingValues(missing).Draw(key, window.Mask, window.Settings.Observing.Instruments.Count);
        Span<double> departures = new double[observed.Length];
        Span<int> at = new int[observed.Length];
        int seen = Seen(window, at, departures);
        // A simulation that diverges says nothing.
        if (seen < 0)
            return (-1, double.NaN, double.NaN);
        (double score, double misfit) = Measure(at[..seen], departures[..seen]);
        return (Class(seen), score, misfit);
    }

    private int Class(int seen) => seen == observed.Length ? Classes - 1 : (seen - 1) * (Classes - 1) / observed.Length;

    /// <summary>
    /// Scores the observations of a window; where some of those the model looks at are missing, at the cost of a factorisation.
    /// </summary>
    /// <exception cref="ArgumentException">The window is of another size.</exception>
    public TypicalityScore Score(ObservedWindow window)
    {
        ArgumentNullException.ThrowIfNull(window);
        TypicalityScore score = Judge(window);
        if (!score.IsTypical)
            Telemetry.Untypical();
        return score;
    }

    private TypicalityScore Judge(ObservedWindow window)
    {
        int p = observed.Length, all = 0;
        foreach (float m in window.Mask)
            all += m == 0 ? 0 : 1;
        Span<double> departures = p <= 256 ? stackalloc double[p] : new double[p];
        Span<int> at = p <= 256 ? stackalloc int[p] : new int[p];
        int seen = Seen(window, at, departures);
        if (seen < 0)
        {
            int e = observed[at[0]];
            return new TypicalityScore(double.PositiveInfinity, false, FormattableString.Invariant($"entry {e} is observed as {window.Observations[e]}"));
        }

        if (all == 0)
            return new TypicalityScore(0, false, "nothing is observed: the answer is what simulation alone says");
        if (seen == 0)
            return new TypicalityScore(0, false, $"the {all} values observed stand where the model was trained to see none");
        (double score, double misfit) = Measure(at[..seen], departures[..seen]);
        int group = Class(seen);
        if (!(score <= highest[group]))
        {
            return new TypicalityScore(score, false, string.Create(CultureInfo.InvariantCulture,
                $"unlike anything trained on: score {score:G3}, where one simulated window in 2000 exceeds {highest[group]:G3}"));
        }

        if (misfit < lowest[group])
        {
            return new TypicalityScore(score, false, string.Create(CultureInfo.InvariantCulture,
                $"more regular than observations are: misfit {misfit:G3}, where one simulated window in 2000 has less than {lowest[group]:G3}"));
        }

        return seen < all
            ? new TypicalityScore(score, false, $"{all - seen} of the {all} values observed stand where the model was trained to see none")
            : new TypicalityScore(score, true, "typical");
    }

    /// <summary>
    /// Which of the observed entries a window has, and their departures from the mean; how many, or -1 with the first that is not finite.
    /// </summary>
    private int Seen(ObservedWindow window, Span<int> at, Span<double> departures)
    {
        int seen = 0;
        for (int i = 0; i < observed.Length; i++)
        {
            int e = observed[i];
            if (e >= window.Mask.Length)
                throw new ArgumentException($"Expected a window of more than {e} entries, found {window.Mask.Length}.", nameof(window));
            if (window.Mask[e] == 0)
                continue;
            (at[seen], departures[seen]) = (i, window.Observations[e] - mean[i]);
            if (!double.IsFinite(departures[seen++]))
            {
                at[0] = i;
                return -1;
            }
        }

        return seen;
    }

    /// <summary>s and the misfit; overwrites the departures.</summary>
    private (double Score, double Misfit) Measure(ReadOnlySpan<int> at, Span<double> departures)
    {
        int k = at.Length;
        double[] lower = factor;
        if (k < observed.Length)
        {
            lower = new double[k * k];
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j <= i; j++)
                    lower[(i * k) + j] = Reduction.Dot(Row(at[i])[..(at[j] + 1)], Row(at[j])[..(at[j] + 1)]);
            }

            // A principal minor of a positive definite matrix is one.
            Cholesky.TryLower(lower, k);
        }

        Cholesky.SolveLower(lower, k, departures, 1);
        double square = Reduction.Dot(departures, departures);
        Cholesky.SolveLowerTransposed(lower, k, departures, 1);
        return ((square - k) / Math.Sqrt(2.0 * k), Reduction.Dot(departures, departures) / k);
    }

    private ReadOnlySpan<double> Row(int i) => factor.AsSpan(i * observed.Length, observed.Length);
}
