using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>Simulates problems one by one for one thread: its posterior, and the buffers of their samples.</summary>
internal sealed class CalibrationWorker
{
    private readonly IPosterior posterior;
    private readonly WindowQuantities quantities;
    private readonly double[] halfLevels, halfWidths;
    private readonly int entries, whole, count;

    // The truth in row 0, the samples after it; and the samples alone, one row per entry.
    private readonly float[] windows, columns, mean, std, uniforms;
    private readonly double[] logProbs, distances, norms;

    public CalibrationWorker(IPosterior posterior, WindowQuantities quantities, CalibrationOptions options)
    {
        (this.posterior, this.quantities, count, entries) = (posterior, quantities, options.Samples, quantities.Scale.Length);
        whole = quantities.WindowEntries;
        halfLevels = [.. options.CoverageLevels.Select(level => level / 2)];
        halfWidths = [.. options.CoverageLevels.Select(NormalDistribution.CentralHalfWidth)];
        (windows, columns) = (new float[(count + 1) * whole], new float[count * entries]);
        (mean, std, uniforms) = (new float[whole], new float[whole], new float[entries + 3]);
        (logProbs, distances, norms) = (new double[count + 1], new double[count], new double[count]);
    }

    /// <summary>Judges the posterior on one problem, whose key of draws serves nothing else.</summary>
    public void Run(AssimilationProblem problem, ReadOnlySpan<float> reference, RandomKey draws, ProblemCalibration result)
    {
        problem.Truth.Values.AsSpan(0, whole).CopyTo(windows);
        (RandomKey sampleKey, RandomKey tieKey) = draws.Split();
        result.Status = Query(problem, windows.AsSpan(whole), sampleKey);
        if (!result.Status.IsUsable)
            return;

        quantities.Keep(mean);
        quantities.Keep(std);
        Span<float> kept = quantities.Keep(windows), truth = kept[..entries], samples = kept[entries..];
        RandomDraws.Uniform(tieKey, uniforms);
        Transpose.Copy<float>(count, entries, samples, columns);
        Entrywise(truth, result);
        for (int q = 0; q < quantities.Entries.Length; q++)
        {
            int e = quantities.Entries[q];
            result.ZScores[q] = (mean[e] - truth[e]) / (double)std[e];
            result.Contractions[q] = quantities.Contraction(q, (double)std[e] * std[e]);
        }

        WindowNorm(truth, samples, result);
        result.Ranks[^1] = Rank<double>(logProbs.AsSpan(1), logProbs[0], entries + 1);
        Standardized(truth, samples, reference, result);
    }

    private AnalysisStatus Query(ObservedWindow problem, Span<float> samples, RandomKey key)
    {
        AnalysisStatus status = posterior.Condition(problem);
        status = status.Worse(posterior.Moments(mean, std)).Worse(AnalysisStatus.Of(mean, std));
        if (!status.IsUsable)
            return status;
        status = status.Worse(posterior.Sample(key, samples)).Worse(AnalysisStatus.OfSamples(samples, whole));
        if (!status.IsUsable)
            return status;
        // The truth's is the first.
        return status.Worse(posterior.LogProb(windows, logProbs)).Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <summary>Ranks, coverage, CRPS and errors entry by entry.</summary>
    private void Entrywise(ReadOnlySpan<float> truth, ProblemCalibration result)
    {
        int scored = quantities.ComponentEntries;
        double crps = 0, square = 0, variance = 0;
        int quantity = 0;
        Array.Clear(result.SampleCoverage);
        Array.Clear(result.MomentCoverage);
        for (int e = 0; e < entries; e++)
        {
            Span<float> column = columns.AsSpan(e * count, count);
            double position = RankStatistic.Position<float>(column, truth[e], uniforms[e]);
            if (quantity < quantities.Entries.Length && quantities.Entries[quantity] == e)
                result.Ranks[quantity++] = (int)position;
            if (!quantities.IsComponent(e))
                continue;
            double fromMiddle = Math.Abs((position / (count + 1)) - 0.5), error = (double)mean[e] - truth[e];
            for (int level = 0; level < halfLevels.Length; level++)
            {
                result.SampleCoverage[level] += fromMiddle <= halfLevels[level] ? 1.0 / scored : 0;
                result.MomentCoverage[level] += Math.Abs(error) <= halfWidths[level] * std[e] ? 1.0 / scored : 0;
            }

            column.Sort();
            double unit = quantities.Units[e], spread = std[e] / unit;
            error /= unit;
            crps += Crps.Fair(column, truth[e]) / unit;
            square += error * error;
            variance += spread * spread;
        }

        (result.Crps, result.SquaredError, result.Variance) = (crps / scored, square / scored, variance / scored);
    }

    private void WindowNorm(ReadOnlySpan<float> truth, ReadOnlySpan<float> samples, ProblemCalibration result)
    {
        double sum = 0, squares = 0, exact = WindowQuantities.Norm(truth);
        for (int i = 0; i < count; i++)
            sum += norms[i] = WindowQuantities.Norm(samples.Slice(i * entries, entries));
        foreach (double norm in norms)
            squares += (norm - (sum / count)) * (norm - (sum / count));
        int q = quantities.Entries.Length;
        result.Ranks[q] = Rank<double>(norms, exact, entries);
        result.ZScores[q] = ((sum / count) - exact) / Math.Sqrt(squares / (count - 1));
        result.Contractions[q] = quantities.Contraction(q, squares / (count - 1));
    }

    /// <summary>Distances and the energy score, with every entry in prior standard deviations: overwrites the windows.</summary>
    private void Standardized(
        Span<float> truth, Span<float> samples, ReadOnlySpan<float> reference, ProblemCalibration result)
    {
        Span<float> point = mean.AsSpan(0, entries);
        Elementwise.Map(reference, quantities.Scale, point, default(VectorDivide<float>));
        for (int row = 0; row <= count; row++)
        {
            Span<float> window = windows.AsSpan(row * entries, entries);
            Elementwise.Map(window, quantities.Scale, window, default(VectorDivide<float>));
        }

        for (int i = 0; i < count; i++)
            distances[i] = Distance.Squared(samples.Slice(i * entries, entries), point);
        result.DistanceRank = Rank<double>(distances, Distance.Squared(truth, point), entries + 2);
        result.EnergyScore = EnergyScore.Fair(samples, truth);
    }

    private int Rank<T>(ReadOnlySpan<T> samples, T truth, int uniform)
        where T : System.Numerics.IComparisonOperators<T, T, bool> =>
        (int)RankStatistic.Position(samples, truth, uniforms[uniform]);
}
