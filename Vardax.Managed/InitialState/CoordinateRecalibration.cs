namespace Vardax.Managed.InitialState;

/// <summary>
/// The distribution of one whitened coordinate of the first state's error, by where the state lies and how far the coordinates
/// lead: a regression tree (Breiman, Friedman, Olshen and Stone 1984) whose leaves are distributions.
/// </summary>
public sealed record CoordinateRecalibration
{
    /// <summary>The most splits of a tree.</summary>
    public const int MostSplits = 255;

    private const int MostClasses = 32, FewestValues = 256;

    // Squared standard errors of the mean that count as chance.
    private const double Doubt = 9;

    // Places looked at between the values of a feature: finer ones tell nothing more.
    private const int Cuts = 16;

    /// <summary>From the tree's nodes.</summary>
    /// <param name="splits">The inner nodes, the root first and every other behind its parent.</param>
    /// <param name="classes">The distributions at the leaves, one more than there are splits.</param>
    /// <exception cref="ArgumentException">
    /// A split leads nowhere or backwards, or its feature is negative; or the numbers do not fit, or there are over 255 splits.
    /// </exception>
    public CoordinateRecalibration(IReadOnlyList<RecalibrationSplit> splits, IReadOnlyList<NormalMixture> classes)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(classes);
        (Splits, Classes) = ([.. splits], [.. classes]);
        if (Splits.Count > MostSplits || Classes.Count != Splits.Count + 1)
        {
            throw new ArgumentException(
                $"Expected at most {MostSplits} splits and one class more, found {Splits.Count} and {Classes.Count}.", nameof(splits));
        }

        for (int i = 0; i < Splits.Count; i++)
        {
            bool Leads(int next) => next >= 0 ? next > i && next < Splits.Count : ~next < Classes.Count;
            if (Splits[i].Feature < 0 || !Leads(Splits[i].Below) || !Leads(Splits[i].Above))
                throw new ArgumentException($"Split {i} leads nowhere: {Splits[i]}.", nameof(splits));
        }
    }

    /// <summary>The tree's inner nodes, the root first; none where one distribution holds everywhere.</summary>
    public IReadOnlyList<RecalibrationSplit> Splits { get; }

    /// <summary>The distributions at its leaves.</summary>
    public IReadOnlyList<NormalMixture> Classes { get; }

    /// <summary>The same distribution everywhere.</summary>
    public CoordinateRecalibration(NormalMixture distribution)
        : this([], [distribution])
    {
    }

    /// <summary>The distribution where the features are these.</summary>
    public NormalMixture At(ReadOnlySpan<double> features)
    {
        int node = Splits.Count == 0 ? ~0 : 0;
        while (node >= 0)
            node = features[Splits[node].Feature] <= Splits[node].Threshold ? Splits[node].Below : Splits[node].Above;
        return Classes[~node];
    }

    /// <summary>
    /// Grows the tree, always where a Gaussian in each of two halves explains the values best compared to one in both: at most 32
    /// leaves, of 256 values or more.
    /// </summary>
    /// <param name="features">Features of each value, values x features.</param>
    /// <param name="count">How many features there are.</param>
    /// <param name="values">The coordinate.</param>
    internal static CoordinateRecalibration Fit(double[] features, int count, double[] values)
    {
        List<int[]> leaves = [[.. Enumerable.Range(0, values.Length)]];
        List<(double Gain, int Feature, double Threshold)> best = [Best(features, values, count, leaves[0])];
        List<RecalibrationSplit> splits = [];
        // Which split, and which side of it, leads to each leaf.
        List<(int Split, bool IsAbove)> parents = [(-1, false)];
        while (leaves.Count < MostClasses)
        {
            int at = Enumerable.Range(0, leaves.Count).MaxBy(i => best[i].Gain);
            (double gain, int feature, double threshold) = best[at];
            if (!(gain > 0))
                break;
            (int parent, bool isAbove) = parents[at];
            if (parent >= 0)
            {
                splits[parent] = isAbove
                    ? splits[parent] with { Above = splits.Count }
                    : splits[parent] with { Below = splits.Count };
            }

            int[] below = [.. leaves[at].Where(i => features[(i * count) + feature] <= threshold)];
            int[] above = [.. leaves[at].Where(i => !(features[(i * count) + feature] <= threshold))];
            (parents[at], leaves[at], best[at]) = ((splits.Count, false), below, Best(features, values, count, below));
            parents.Add((splits.Count, true));
            leaves.Add(above);
            best.Add(Best(features, values, count, above));
            splits.Add(new RecalibrationSplit(feature, threshold, ~at, ~(leaves.Count - 1)));
        }

        return new CoordinateRecalibration(
            splits, [.. leaves.Select(leaf => Distribution([.. leaf.Select(i => values[i])]))]);
    }

    /// <summary>
    /// A mixture whose mean is drawn towards 0 as far as chance explains it (James and Stein 1961, the positive part): it would only
    /// make the mean of the posterior jump where it passes from leaf to leaf.
    /// </summary>
    private static NormalMixture Distribution(double[] values)
    {
        NormalMixture found = NormalMixture.Fit(values);
        double chance = found.StandardDeviation * found.StandardDeviation / values.Length;
        double share = Math.Min(1, Doubt * chance / (found.Mean * found.Mean));
        return found.Mean == 0
            ? found
            : new NormalMixture([.. found.Components.Select(c => c with { Mean = c.Mean - (share * found.Mean) })]);
    }

    /// <summary>The best split of a leaf: by how many nats the values are more probable after it; 0 where there is none.</summary>
    private static (double Gain, int Feature, double Threshold) Best(double[] features, double[] values, int count, int[] leaf)
    {
        (double Gain, int Feature, double Threshold) best = (0, 0, 0);
        if (leaf.Length < 2 * FewestValues)
            return best;
        double[] keys = new double[leaf.Length], sorted = new double[leaf.Length];
        for (int feature = 0; feature < count; feature++)
        {
            for (int i = 0; i < leaf.Length; i++)
                (keys[i], sorted[i]) = (features[(leaf[i] * count) + feature], values[leaf[i]]);
            Array.Sort(keys, sorted);
            double all = Nats(sorted);
            for (int cut = 1; cut < Cuts; cut++)
            {
                int at = Math.Clamp(leaf.Length * cut / Cuts, FewestValues, leaf.Length - FewestValues);
                if (!(keys[at - 1] < keys[at]))
                    continue;
                double gain = all - Nats(sorted.AsSpan(0, at)) - Nats(sorted.AsSpan(at));
                // Chance makes a few nats of any split.
                if (gain > Math.Max(best.Gain, 10))
                    best = (gain, feature, keys[at - 1]);
            }
        }

        return best;
    }

    /// <summary>-log of the largest likelihood of a Gaussian, but for a constant for each value.</summary>
    private static double Nats(ReadOnlySpan<double> values)
    {
        double mean = 0, squares = 0;
        foreach (double z in values)
            mean += z / values.Length;
        foreach (double z in values)
            squares += (z - mean) * (z - mean);
        return values.Length * Math.Log(squares / values.Length) / 2;
    }
}
