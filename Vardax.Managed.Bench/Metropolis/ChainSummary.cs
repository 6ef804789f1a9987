namespace Vardax.Managed.Bench.Metropolis;

/// <summary>
/// What chains say of one number: split R-hat, and the effective sample size by Geyer's initial sequence (Gelman et al., Bayesian Data
/// Analysis, 3rd edition, 11.4 and 11.5).
/// </summary>
internal sealed record ChainSummary(double Mean, double Std, double RHat, double EffectiveSize)
{
    private const int MostLags = 20_000;

    /// <summary>Of the chains' draws.</summary>
    public static ChainSummary Of(double[][] chains)
    {
        double[][] halves = [.. chains.SelectMany(c => (double[][])[c[..(c.Length / 2)], c[(c.Length / 2)..(c.Length / 2 * 2)]])];
        int m = halves.Length, n = halves[0].Length;
        double[] means = [.. halves.Select(h => h.Average())];
        double within = halves.Select((h, k) => h.Sum(x => (x - means[k]) * (x - means[k])) / (n - 1)).Average();
        double mean = means.Average(), between = n * means.Sum(x => (x - mean) * (x - mean)) / (m - 1);
        double variance = ((n - 1.0) / n * within) + (between / n);
        double correlations = 0, last = double.PositiveInfinity;
        for (int lag = 1; lag + 1 < Math.Min(n, MostLags); lag += 2)
        {
            double pair = Correlation(lag) + Correlation(lag + 1);
            if (pair < 0)
                break;
            last = Math.Min(last, pair);
            correlations += last;
        }

        double all = chains.Average(c => c.Average());
        double std = Math.Sqrt(chains.Average(c => c.Average(x => (x - all) * (x - all))));
        return new ChainSummary(all, std, Math.Sqrt(variance / within), m * (double)n / (1 + (2 * correlations)));

        double Correlation(int lag)
        {
            double variogram = 0;
            foreach (double[] half in halves)
            {
                for (int i = lag; i < n; i++)
                    variogram += (half[i] - half[i - lag]) * (half[i] - half[i - lag]);
            }

            return 1 - (variogram / (m * (double)(n - lag)) / (2 * variance));
        }
    }
}
