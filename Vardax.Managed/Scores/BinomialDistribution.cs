namespace Vardax.Managed.Scores;

/// <summary>The binomial distribution of n trials with probability p in (0, 1), tabulated.</summary>
internal sealed class BinomialDistribution
{
    private readonly double[] atMost, atLeast;

    public BinomialDistribution(int trials, double p)
    {
        var mass = new double[trials + 1];
        double logTrials = GammaFunction.Log(trials + 1.0);
        for (int k = 0; k <= trials; k++)
        {
            mass[k] = Math.Exp(logTrials - GammaFunction.Log(k + 1.0) - GammaFunction.Log(trials - k + 1.0)
                + (k * Math.Log(p)) + ((trials - k) * Math.Log(1 - p)));
        }

        (atMost, atLeast) = (new double[trials + 1], new double[trials + 1]);
        double below = 0, above = 0;
        for (int k = 0; k <= trials; k++)
        {
            atMost[k] = below += mass[k];
            atLeast[trials - k] = above += mass[trials - k];
        }
    }

    /// <summary>Twice the smaller of P(X at most k) and P(X at least k), at most 1.</summary>
    public double TwoSidedTail(int k) => Math.Min(1, 2 * Math.Min(atMost[k], atLeast[k]));

    /// <summary>The k whose two-sided tail is gamma or more: the central interval that leaves out less than gamma.</summary>
    public (int Lower, int Upper) CentralInterval(double gamma)
    {
        // Tails grow towards the middle from both ends.
        int lower = FirstAtLeast(gamma / 2);
        int upper = atLeast.Length - 1;
        while (upper > lower && atLeast[upper] < gamma / 2)
            upper--;
        return (lower, upper);
    }

    private int FirstAtLeast(double probability)
    {
        int at = Array.BinarySearch(atMost, probability);
        return Math.Min(at >= 0 ? at : ~at, atMost.Length - 1);
    }
}
