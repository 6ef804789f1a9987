using Vardax.Managed.Assimilation;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// What one pass over simulated problems leaves for the gates, of the usable problems alone and in their order: arrays over
/// problems, and arrays of those over quantities or levels.
/// </summary>
internal sealed class CalibrationSimulations(ProblemSettings settings, string method, ProblemCalibration[] results, int levels)
{
    private readonly ProblemCalibration[] usable = [.. results.Where(result => result.Status.IsUsable)];

    /// <summary>The posterior.</summary>
    public string Method => method;

    /// <summary>Problems simulated, usable or not.</summary>
    public int Problems => results.Length;

    /// <summary>How many could not be used.</summary>
    public int Unusable => results.Length - usable.Length;

    /// <summary>Why the first of them could not be used; "ok" where there are none.</summary>
    public string Message => (results.FirstOrDefault(result => !result.Status.IsUsable)?.Status ?? AnalysisStatus.Ok).Message;

    /// <summary>The quantities; the log-density is the last.</summary>
    public string[] Quantities { get; } = WindowQuantities.Names(settings);

    /// <summary>Ranks of the truth, quantities x problems.</summary>
    public int[][] Ranks => EachOf(Quantities.Length, result => result.Ranks);

    /// <summary>z-scores, quantities but the last x problems.</summary>
    public double[][] ZScores => EachOf(Quantities.Length - 1, result => result.ZScores);

    /// <summary>Contractions, quantities but the last x problems.</summary>
    public double[][] Contractions => EachOf(Quantities.Length - 1, result => result.Contractions);

    /// <summary>Share of entries inside the samples' central intervals, levels x problems.</summary>
    public double[][] SampleCoverage => EachOf(levels, result => result.SampleCoverage);

    /// <summary>Share of entries inside the intervals of the analysis's mean and standard deviation, levels x problems.</summary>
    public double[][] MomentCoverage => EachOf(levels, result => result.MomentCoverage);

    /// <summary>Rank of the truth's distance from a random window among the samples'.</summary>
    public int[] DistanceRanks => Each(result => result.DistanceRank);

    /// <summary>Mean over the entries of (mean - truth)^2.</summary>
    public double[] SquaredErrors => Each(result => result.SquaredError);

    /// <summary>Mean over the entries of the predicted variance.</summary>
    public double[] Variances => Each(result => result.Variance);

    /// <summary>Mean over the entries of the fair CRPS.</summary>
    public double[] Crps => Each(result => result.Crps);

    /// <summary>Fair energy score of the window, entries in prior standard deviations.</summary>
    public double[] EnergyScores => Each(result => result.EnergyScore);

    private T[] Each<T>(Func<ProblemCalibration, T> score) => [.. usable.Select(score)];

    private T[][] EachOf<T>(int count, Func<ProblemCalibration, T[]> scores) =>
        [.. Enumerable.Range(0, count).Select(i => Each(result => scores(result)[i]))];
}
