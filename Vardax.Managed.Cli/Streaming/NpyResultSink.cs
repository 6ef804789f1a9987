using Vardax.Managed.Formats;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A .npy array for each thing found, a row for each window.</summary>
/// <param name="parts">The arrays, in the order of <see cref="Parts"/>.</param>
/// <param name="streams">Where they go, which can seek; stay open.</param>
internal sealed class NpyResultSink(
    IReadOnlyList<(string Name, int[] RowShape, Func<WindowAnalysis, float[]> Values)> parts, IReadOnlyList<Stream> streams)
    : ResultSink
{
    private readonly NpyRowWriter[] writers =
        [.. parts.Select((part, i) => streams[i].CanSeek
            ? new NpyRowWriter(streams[i], part.RowShape, leaveOpen: true)
            : throw new InputException("--out is a pipe or a device; .npy arrays take files, jsonl and csv go anywhere."))];

    /// <summary>Name, shape of a row and values of each array that is asked for.</summary>
    public static IReadOnlyList<(string Name, int[] RowShape, Func<WindowAnalysis, float[]> Values)> Parts(AnalysisRequest request)
    {
        int states = request.Settings.WindowStates, dimension = request.Parts.Components.Count, unknowns = request.Parts.Unknowns.Count;
        int quantiles = request.Quantiles.Count, ahead = request.ForecastSteps;
        (string Name, bool Asked, int[] RowShape, Func<WindowAnalysis, float[]> Values)[] all =
        [
            ("mean", request.Moments, [states, dimension], r => r.Mean),
            ("std", request.Moments, [states, dimension], r => r.StandardDeviation),
            ("quantiles", quantiles > 0, [quantiles, states, dimension], r => r.Quantiles),
            ("forecast", ahead > 0, [ahead, dimension], r => r.Forecast),
            ("forecast_std", ahead > 0, [ahead, dimension], r => r.ForecastStandardDeviation),
            ("forecast_quantiles", ahead > 0 && quantiles > 0, [quantiles, ahead, dimension], r => r.ForecastQuantiles),
            ("samples", request.KeepSamples, [request.Samples, states, dimension], r => r.Samples),
            ("unknowns", unknowns > 0 && request.Moments, [unknowns, 2 + AnalysisRequest.UnknownProbabilities.Count], Unknowns),
            ("unknown_samples", unknowns > 0 && request.KeepSamples, [request.Samples, unknowns], r => r.UnknownSamples),
            ("usable", true, [], r => [r.Status.IsUsable ? 1 : 0]),
            ("typicality", request.Model.Typicality is not null, [], r => [(float)(r.Typicality?.Value ?? double.NaN)]),
            ("certificate", request.Certify, [3], r => [(float)r.Certificate!.EffectiveSampleSize, (float)r.Certificate.K, r.Certificate.IsTrusted ? 1 : 0]),
        ];
        return [.. all.Where(part => part.Asked).Select(part => (part.Name, part.RowShape, part.Values))];
    }

    /// <summary>Of each unknown constant mean, standard deviation and quantiles.</summary>
    private static float[] Unknowns(WindowAnalysis answer)
    {
        int count = answer.UnknownMean.Length;
        return [.. Enumerable.Range(0, count).SelectMany(u => (float[])[answer.UnknownMean[u], answer.UnknownStandardDeviation[u],
            .. answer.UnknownQuantiles.Where((_, at) => at % count == u)])];
    }

    /// <inheritdoc/>
    public override void Write(WindowSlot slot)
    {
        for (int i = 0; i < writers.Length; i++)
            writers[i].Write(parts[i].Values(slot.Answer));
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (NpyRowWriter writer in writers)
            writer.Complete();
    }
}
