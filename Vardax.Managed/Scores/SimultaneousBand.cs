using Vardax.Managed.Guards;

namespace Vardax.Managed.Scores;

/// <summary>
/// The simultaneous confidence band of an empirical distribution function under uniformity: T. Säilynoja, P.-C. Bürkner and
/// A. Vehtari, "Graphical test for discrete uniformity and its applications in goodness-of-fit evaluation and multiple sample
/// comparison", Statistics and Computing 32:32 (2022). The evaluation points are j / K, j = 1, ..., K - 1, with K cells of equal
/// probability; below each, N uniform ranks leave a binomial count. At each point the band is the central interval of that count
/// with pointwise probability 1 - gamma, and gamma is the largest number for which whole curves stay inside with at least the
/// wanted probability, computed exactly by their recursion over the points. For ranks of L + 1 values K must divide
/// L + 1: then the discrete ranks fill the cells exactly. Immutable.
/// </summary>
internal sealed class SimultaneousBand
{
    private const int Bisections = 24;

    private readonly BinomialDistribution[] atPoint;

    private SimultaneousBand(int count, int cells, double level, double gamma, BinomialDistribution[] atPoint)
    {
        (Count, Cells, Level, Gamma, this.atPoint) = (count, cells, level, gamma, atPoint);
        (Lower, Upper) = Edges(atPoint, gamma);
        Coverage = CoverageOf(count, Lower, Upper);
    }

    /// <summary>N, the number of ranks.</summary>
    public int Count { get; }

    /// <summary>K, the number of cells; there are K - 1 evaluation points.</summary>
    public int Cells { get; }

    /// <summary>The wanted probability that a whole curve stays inside.</summary>
    public double Level { get; }

    /// <summary>Largest probability of leaving the band at a single point.</summary>
    public double Gamma { get; }

    /// <summary>The probability that a whole curve stays inside: the level or slightly more, counts being whole.</summary>
    public double Coverage { get; }

    /// <summary>Smallest count inside the band at each point.</summary>
    public int[] Lower { get; }

    /// <summary>Largest count inside the band at each point.</summary>
    public int[] Upper { get; }

    /// <summary>Computes the band.</summary>
    /// <param name="count">N, at least 1.</param>
    /// <param name="cells">K, at least 2.</param>
    /// <param name="level">The wanted probability, such as 0.95.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public static SimultaneousBand Compute(int count, int cells, double level = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 2);
        Guard.Share(level);
        var atPoint = new BinomialDistribution[cells - 1];
        for (int j = 1; j < cells; j++)
            atPoint[j - 1] = new BinomialDistribution(count, j / (double)cells);

        // By the union bound the low end is narrow enough; a single point needs no less than the high end.
        double low = (1 - level) / atPoint.Length, high = 1 - level;
        for (int i = 0; i < Bisections && high > low; i++)
        {
            double gamma = Math.Sqrt(low * high);
            (int[] lower, int[] upper) = Edges(atPoint, gamma);
            (low, high) = CoverageOf(count, lower, upper) >= level ? (gamma, high) : (low, gamma);
        }

        return new SimultaneousBand(count, cells, level, low, atPoint);
    }

    /// <summary>The count below each evaluation point: ranks r with r &lt; j (L + 1) / K.</summary>
    /// <param name="ranks">N ranks from 0 to L.</param>
    /// <param name="samples">L; K divides L + 1.</param>
    /// <exception cref="ArgumentException">The number of ranks is not N, K does not divide L + 1, or a rank is out of
    /// range.</exception>
    public int[] CountsBelow(ReadOnlySpan<int> ranks, int samples)
    {
        Guard.Length(Count, ranks.Length, nameof(ranks));
        int[] counts = Histogram(ranks, samples, Cells);
        for (int j = 1; j < counts.Length; j++)
            counts[j] += counts[j - 1];
        return counts[..^1];
    }

    /// <summary>Ranks in each of a number of cells of equal width.</summary>
    /// <param name="ranks">Ranks from 0 to L.</param>
    /// <param name="samples">L.</param>
    /// <param name="cells">The number of cells, which divides L + 1.</param>
    /// <exception cref="ArgumentException">The cells do not divide L + 1, or a rank is out of range.</exception>
    public static int[] Histogram(ReadOnlySpan<int> ranks, int samples, int cells)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(cells, 1);
        if ((samples + 1) % cells != 0)
        {
            throw new ArgumentException(
                $"Expected a divisor of {samples + 1}, the ranks that {samples} samples give, found {cells}.", nameof(cells));
        }

        var counts = new int[cells];
        foreach (int rank in ranks)
        {
            if (rank < 0 || rank > samples)
                throw new ArgumentOutOfRangeException(nameof(ranks), rank, $"Expected ranks from 0 to {samples}.");
            counts[rank / ((samples + 1) / cells)]++;
        }

        return counts;
    }

    /// <summary>
    /// The point where a curve is least probable, and its two-sided tail probability there: the curve leaves the band where that
    /// is below <see cref="Gamma"/>.
    /// </summary>
    /// <param name="countsBelow">K - 1 counts from 0 to N.</param>
    /// <exception cref="ArgumentException">The length is not K - 1.</exception>
    public (int Point, double Tail) LeastProbable(ReadOnlySpan<int> countsBelow)
    {
        Guard.Length(atPoint.Length, countsBelow.Length, nameof(countsBelow));
        (int Point, double Tail) worst = (0, double.PositiveInfinity);
        for (int j = 0; j < atPoint.Length; j++)
        {
            double tail = atPoint[j].TwoSidedTail(countsBelow[j]);
            if (tail < worst.Tail)
                worst = (j, tail);
        }

        return worst;
    }

    private static (int[] Lower, int[] Upper) Edges(BinomialDistribution[] atPoint, double gamma)
    {
        int[] lower = new int[atPoint.Length], upper = new int[atPoint.Length];
        for (int j = 0; j < atPoint.Length; j++)
            (lower[j], upper[j]) = atPoint[j].CentralInterval(gamma);
        return (lower, upper);
    }

    /// <summary>
    /// P(lower_j at most X_j at most upper_j at every point j): given X_j, X_(j+1) - X_j is binomial with N - X_j trials and
    /// probability 1 / (K - j).
    /// </summary>
    private static double CoverageOf(int count, int[] lower, int[] upper)
    {
        int cells = lower.Length + 1;
        double[] now = new double[count + 1], next = new double[count + 1];
        (now[0], int from, int to) = (1, 0, 0);
        for (int j = 0; j < lower.Length; j++)
        {
            double p = 1.0 / (cells - j), odds = p / (1 - p);
            Array.Clear(next, lower[j], upper[j] - lower[j] + 1);
            for (int x = from; x <= to; x++)
            {
                int trials = count - x, k = Math.Max(0, lower[j] - x);
                double mass = now[x] * Mass(trials, k, p);
                for (; x + k <= upper[j]; k++)
                {
                    next[x + k] += mass;
                    mass *= (trials - k) / (k + 1.0) * odds;
                }
            }

            (now, next, from, to) = (next, now, lower[j], upper[j]);
        }

        double sum = 0;
        for (int x = from; x <= to; x++)
            sum += now[x];
        return sum;
    }

    private static double Mass(int trials, int k, double p) => Math.Exp(
        GammaFunction.Log(trials + 1.0) - GammaFunction.Log(k + 1.0) - GammaFunction.Log(trials - k + 1.0)
        + (k * Math.Log(p)) + ((trials - k) * Math.Log(1 - p)));
}
