using System.Diagnostics;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Cycling;

/// <summary>One method on one truth: scores of each analysis after the burn-in.</summary>
public sealed class CycleRun
{
    /// <summary>Bars of a rank histogram.</summary>
    public const int Bins = 20;

    // Scores of larger ensembles that need sorting are taken of a share of the analyses.
    private const int SortedAtOnce = 256;

    // Analyses that a run has to be worse than climatology for.
    private const int LostFor = 100;

    private readonly CycleExperiment experiment;
    private readonly Filter filter;
    private readonly List<double> ticks = [];
    private readonly double[] mean, std, departure, sorted, weights;
    private List<double> rmseA = [], rmseF = [], spreadA = [], spreadF = [], crpsA = [], nees = [], chiSquare = [], times = [];
    private int[] ranks = new int[Bins];
    private int cycle;

    internal CycleRun(CycleExperiment experiment, Filter filter)
    {
        (this.experiment, this.filter) = (experiment, filter);
        int n = experiment.System.StateDimension;
        (mean, std, departure) = (new double[n], new double[n], new double[n]);
        (sorted, weights) = (new double[filter.Members], new double[filter.Members]);
    }

    // A run that is over has no filter any more.
    private CycleRun() => (experiment, filter, mean, std, departure, sorted, weights) = (null!, null!, [], [], [], [], []);

    /// <summary>The next run of a ledger that was loaded.</summary>
    internal static CycleRun Read(Ledger ledger) => new CycleRun().Keep(ledger);

    /// <summary>The times of the scores.</summary>
    public IReadOnlyList<double> Times => times;

    /// <summary>The root of the mean over the components of the squared error of the analysis mean.</summary>
    public IReadOnlyList<double> RmseA => rmseA;

    /// <summary>The same before the analysis.</summary>
    public IReadOnlyList<double> RmseF => rmseF;

    /// <summary>The root of the mean over the components of the analysis variance.</summary>
    public IReadOnlyList<double> SpreadA => spreadA;

    /// <summary>The same before the analysis.</summary>
    public IReadOnlyList<double> SpreadF => spreadF;

    /// <summary>The continuous ranked probability score of the analysis, a mean over the components; of large ensembles at some analyses.</summary>
    public IReadOnlyList<double> CrpsA => crpsA;

    /// <summary>
    /// The squared error of the analysis mean over its variance, a mean over the components: 1 in the mean if the filter is consistent. By
    /// components, since the covariance of a small ensemble has no inverse.
    /// </summary>
    public IReadOnlyList<double> Nees => nees;

    /// <summary>d^T C^-1 d / k of the innovation: 1 in the mean if the filter is consistent.</summary>
    public IReadOnlyList<double> ChiSquare => chiSquare;

    /// <summary>How often the truth fell into each twentieth of the analysis distribution, over the components.</summary>
    public IReadOnlyList<int> Ranks => ranks;

    /// <summary>Median time of a cycle, forecast and analysis, in microseconds.</summary>
    public double MicrosecondsPerAnalysis { get; private set; }

    /// <summary>How often the filter had lost the truth and was set on it again.</summary>
    public int Recoveries { get; private set; }

    /// <summary>The filter's status at the end.</summary>
    public AnalysisStatus Status { get; private set; }

    /// <summary>
    /// Whether the filter failed, or lost the truth: the mean of rmse.a over 100 analyses in a row exceeded 1.2 standard deviations of climatology.
    /// </summary>
    public bool Diverged { get; private set; }

    /// <summary>Writes the scores to a ledger, or takes the next of a ledger that was loaded.</summary>
    internal CycleRun Keep(Ledger ledger)
    {
        times = [.. ledger.Keep("cycle.times", times.ToArray())];
        rmseA = [.. ledger.Keep("cycle.rmse_a", rmseA.ToArray())];
        rmseF = [.. ledger.Keep("cycle.rmse_f", rmseF.ToArray())];
        spreadA = [.. ledger.Keep("cycle.spread_a", spreadA.ToArray())];
        spreadF = [.. ledger.Keep("cycle.spread_f", spreadF.ToArray())];
        crpsA = [.. ledger.Keep("cycle.crps_a", crpsA.ToArray())];
        nees = [.. ledger.Keep("cycle.nees", nees.ToArray())];
        chiSquare = [.. ledger.Keep("cycle.chi_square", chiSquare.ToArray())];
        ranks = ledger.Keep("cycle.ranks", ranks);
        MicrosecondsPerAnalysis = ledger.Keep("cycle.us_per_analysis", MicrosecondsPerAnalysis);
        Recoveries = ledger.Keep("cycle.recoveries", Recoveries);
        Status = Status.Keep(ledger, "cycle.status");
        Diverged = ledger.Keep("cycle.diverged", Diverged ? 1 : 0) != 0;
        return this;
    }

    private bool IsScored => filter.Time - experiment.BurnIn > 1e-6 * experiment.System.Dt && filter.Status.IsUsable;

    internal void AddForecast(ReadOnlySpan<double> truth)
    {
        cycle++;
        if (!IsScored)
            return;
        Compare(truth);
        rmseF.Add(Root(departure));
        spreadF.Add(Root(std));
    }

    internal void AddAnalysis(ReadOnlySpan<double> truth, long duration)
    {
        if (!IsScored)
            return;
        ticks.Add(duration);
        times.Add(filter.Time);
        Compare(truth);
        rmseA.Add(Root(departure));
        spreadA.Add(Root(std));
        chiSquare.Add(filter.Innovation.ChiSquare / filter.Innovation.Count);
        int n = truth.Length;
        if (cycle % (1 + (filter.Members / SortedAtOnce)) == 0)
        {
            double crps = 0;
            for (int c = 0; c < n; c++)
                crps += (filter.Members > 0 ? OfMembers(c, truth[c]) : OfNormal(c, truth[c])) / n;
            crpsA.Add(crps);
        }

        double square = 0;
        for (int c = 0; c < n; c++)
            square += departure[c] == 0 ? 0 : departure[c] / std[c] * (departure[c] / std[c]) / n;
        nees.Add(square);
    }

    internal void Finish(CycleTruth truth)
    {
        (Status, Recoveries) = (filter.Status, filter.Recoveries);
        double variance = 0;
        double[] climate = truth.Climate.Covariance.ToMatrix();
        for (int c = 0; c < mean.Length; c++)
            variance += climate[(c * mean.Length) + c] / mean.Length;
        Diverged = !Status.IsUsable || Lost(1.2 * Math.Sqrt(variance));
        ticks.Sort();
        MicrosecondsPerAnalysis = ticks.Count == 0 ? double.NaN : Stopwatch.GetElapsedTime(0, (long)ticks[ticks.Count / 2]).TotalMicroseconds;
    }

    /// <summary>Whether the mean error over some time exceeds a limit.</summary>
    private bool Lost(double limit)
    {
        int window = Math.Min(LostFor, rmseA.Count);
        double sum = 0;
        for (int i = 0; i < rmseA.Count; i++)
        {
            sum += rmseA[i] - (i >= window ? rmseA[i - window] : 0);
            if (i + 1 >= window && sum > limit * window)
                return true;
        }

        return false;
    }

    private static double Root(ReadOnlySpan<double> values) => Math.Sqrt(Reduction.Dot(values, values) / values.Length);

    private void Compare(ReadOnlySpan<double> truth)
    {
        filter.Mean(mean);
        filter.Std(std);
        for (int c = 0; c < truth.Length; c++)
            departure[c] = mean[c] - truth[c];
    }

    private double OfNormal(int component, double truth)
    {
        if (!(std[component] > 0))
            return Math.Abs(departure[component]);
        Rank(NormalDistribution.Cdf((truth - mean[component]) / std[component]));
        return Crps.Gaussian(mean[component], std[component], truth);
    }

    private double OfMembers(int component, double truth)
    {
        int count = filter.Members;
        filter.Ensemble.Slice(component * count, count).CopyTo(sorted);
        if (filter.Weights.IsEmpty)
            weights.AsSpan().Fill(1.0 / count);
        else
            filter.Weights.CopyTo(weights);
        sorted.AsSpan().Sort(weights.AsSpan());
        double below = 0;
        for (int i = 0; i < count && sorted[i] < truth; i++)
            below += weights[i];
        // The truth's rank among N members, of N + 1, in the middle of its place.
        Rank(((below * count) + 0.5) / (count + 1));
        if (!filter.Weights.IsEmpty)
            return Crps.Weighted(sorted, weights, truth);
        double pairs = 0;
        for (int i = 0; i < count; i++)
            pairs += ((2 * i) - count + 1) * (sorted[i] - truth);
        // The fair estimate: the pairs over N (N - 1), where the discrete distribution has N^2.
        return Crps.Weighted(sorted, weights, truth) + (pairs / ((double)count * count)) - (pairs / ((double)count * (count - 1)));
    }

    private void Rank(double position) => ranks[Math.Clamp((int)(position * Bins), 0, Bins - 1)]++;
}
