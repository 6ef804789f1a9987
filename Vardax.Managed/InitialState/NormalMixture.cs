using Vardax.Managed.Randomness;

namespace Vardax.Managed.InitialState;

/// <summary>
/// A mixture of normals on the line, sum of w_k N(m_k, s_k^2): skewed, in several pieces, or lighter or heavier in the tails than
/// one normal, with an exact density and exact draws.
/// </summary>
public sealed record NormalMixture
{
    // As many as describe a distribution in two pieces with tails; the fit takes time in proportion.
    private const int FittedComponents = 4, MostIterations = 200;

    // A component is drawn towards the whole sample's variance by this many values: none shrinks onto a few values.
    private const double PriorValues = 8;

    // The logarithms of w_k / s_k; and what the second unit normal is below where a draw is of component k or one before it.
    private readonly double[] logPeaks, thresholds;

    /// <summary>From its components.</summary>
    /// <exception cref="ArgumentException">There are none, a number is out of range, or the weights do not sum to 1.</exception>
    public NormalMixture(IReadOnlyList<NormalComponent> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        Components = [.. components];
        double sum = Components.Sum(c => c.Weight);
        if (!(Math.Abs(sum - 1) < 1e-9))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Expected weights that sum to 1, found {sum}."), nameof(components));
        }

        foreach (NormalComponent c in Components)
        {
            if (!(c.Weight is >= 0 and <= 1 && double.IsFinite(c.Mean) && c.StandardDeviation is > 0 and < double.PositiveInfinity))
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"Expected a share, a finite mean and a positive deviation, found {c.Weight}, {c.Mean} and {c.StandardDeviation}."),
                    nameof(components));
            }

            Mean += c.Weight * c.Mean;
        }

        double variance = Components.Sum(
            c => c.Weight * ((c.StandardDeviation * c.StandardDeviation) + ((c.Mean - Mean) * (c.Mean - Mean))));
        StandardDeviation = Math.Sqrt(variance);
        logPeaks = [.. Components.Select(c => Math.Log(c.Weight / c.StandardDeviation))];
        thresholds = new double[Components.Count];
        double below = 0;
        for (int k = 0; k < thresholds.Length; k++)
        {
            below += Components[k].Weight;
            thresholds[k] = k == thresholds.Length - 1 || below >= 1 ? double.PositiveInfinity
                : below > 0 ? Quantile(below) : double.NegativeInfinity;
        }
    }

    /// <summary>Of one normal around 0.</summary>
    /// <exception cref="ArgumentException">The deviation is not positive.</exception>
    public NormalMixture(double standardDeviation)
        : this([new NormalComponent(1, 0, standardDeviation)])
    {
    }

    /// <summary>The standard normal.</summary>
    public static NormalMixture Normal { get; } = new(1);

    /// <summary>The components.</summary>
    public IReadOnlyList<NormalComponent> Components { get; }

    /// <summary>sum of w_k m_k.</summary>
    public double Mean { get; }

    /// <summary>The root of the sum of w_k (s_k^2 + (m_k - mean)^2).</summary>
    public double StandardDeviation { get; }

    /// <summary>
    /// Fits four components to values by expectation-maximisation (Dempster, Laird and Rubin 1977), from the quarters of the
    /// sample.
    /// </summary>
    /// <exception cref="ArgumentException">There are no values, or one is not finite, or all are equal.</exception>
    public static NormalMixture Fit(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        double mean = sorted.Sum() / sorted.Length, variance = sorted.Sum(z => (z - mean) * (z - mean)) / sorted.Length;
        if (!(variance > 0 && double.IsFinite(variance)))
            throw new ArgumentException(FormattableString.Invariant($"Expected finite values with some spread; their variance is {variance}."), nameof(values));
        const int count = FittedComponents;
        double[] w = new double[count], m = new double[count], v = new double[count], shares = new double[count];
        double[] first = new double[count], second = new double[count], weight = new double[count];
        for (int k = 0; k < count; k++)
            (w[k], m[k], v[k]) = (1.0 / count, sorted[(int)((k + 0.5) / count * sorted.Length)], variance / 2);
        double last = double.NegativeInfinity;
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double log = Expect(sorted, w, m, v, shares, weight, first, second);
            for (int k = 0; k < count; k++)
            {
                w[k] = weight[k] / sorted.Length;
                m[k] = first[k] / weight[k];
                double squares = Math.Max(0, second[k] - (weight[k] * m[k] * m[k]));
                v[k] = (squares + (PriorValues * variance / count)) / (weight[k] + PriorValues);
            }

            // Of a log-likelihood per value: far below what a rank can tell.
            if (log - last < 1e-7)
                break;
            last = log;
        }

        double sum = w.Sum();
        return new NormalMixture([.. w.Select((share, k) => new NormalComponent(share / sum, m[k], Math.Sqrt(v[k])))]);
    }

    /// <summary>A draw from two independent unit normals, the second of which chooses the component.</summary>
    public double Transform(double normal, double selector)
    {
        int k = 0;
        while (k < thresholds.Length - 1 && !(selector < thresholds[k]))
            k++;
        return Components[k].Mean + (Components[k].StandardDeviation * normal);
    }

    /// <summary>Log density, in nats.</summary>
    public double LogProb(double z)
    {
        double largest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < logPeaks.Length; k++)
            largest = Math.Max(largest, LogComponent(k, z));
        if (double.IsNegativeInfinity(largest))
            return largest;
        for (int k = 0; k < logPeaks.Length; k++)
            sum += Math.Exp(LogComponent(k, z) - largest);
        return largest + Math.Log(sum) - (Math.Log(Math.Tau) / 2);
    }

    /// <summary>Sums over the values of each component's share, and of that times the value and its square; the mean log density,
    /// but for a constant.</summary>
    private static double Expect(
        double[] values, double[] w, double[] m, double[] v, double[] shares, double[] weight, double[] first, double[] second)
    {
        // No weight is exactly 0: a component without values keeps its place.
        Array.Fill(weight, 1e-6);
        m.CopyTo(first, 0);
        for (int k = 0; k < m.Length; k++)
            (first[k], second[k]) = (1e-6 * m[k], 1e-6 * m[k] * m[k]);
        double total = 0;
        foreach (double z in values)
        {
            double sum = 0;
            for (int k = 0; k < shares.Length; k++)
                sum += shares[k] = w[k] / Math.Sqrt(v[k]) * Math.Exp(Math.Max(-700, -(z - m[k]) * (z - m[k]) / (2 * v[k])));
            total += Math.Log(sum);
            for (int k = 0; k < shares.Length; k++)
            {
                double share = shares[k] / sum;
                weight[k] += share;
                first[k] += share * z;
                second[k] += share * z * z;
            }
        }

        return total / values.Length;
    }

    // A model file has hundreds of these: loading it waits for them.
    private static double Quantile(double p) => p <= 0.5 ? NormalProbability.Quantile(p) : -NormalProbability.Quantile(1 - p);

    private double LogComponent(int k, double z)
    {
        double unit = (z - Components[k].Mean) / Components[k].StandardDeviation;
        return logPeaks[k] - (unit * unit / 2);
    }
}
