using Vardax.Managed.Formats;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A .npy array for each thing found of a record: what is of a time has a row for each time, what is of a window a row for each
/// window; <c>time.npy</c> and <c>window.npy</c> say of each row of the former which time and which window.
/// </summary>
internal sealed class RecordNpySink : ResultSink
{
    private readonly IReadOnlyList<(string Name, int[] RowShape, Func<WindowAnalysis, float[]> Values)> parts;
    private readonly NpyRowWriter[] writers;
    private readonly NpyRowWriter time, window;
    private readonly int components;
    private readonly float[] row;

    /// <summary>Writes the headers.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="parts">The arrays, in the order of <see cref="NpyResultSink.Parts"/>.</param>
    /// <param name="streams">Where they go, then where the times and the windows go; can seek; stay open.</param>
    public RecordNpySink(
        AnalysisRequest request, IReadOnlyList<(string Name, int[] RowShape, Func<WindowAnalysis, float[]> Values)> parts, IReadOnlyList<Stream> streams)
    {
        (this.parts, components) = (parts, request.Parts.Components.Count);
        if (!streams.All(stream => stream.CanSeek))
            throw new InputException("--out is a pipe or a device; .npy arrays take files, jsonl and csv go anywhere.");
        writers = [.. parts.Select((part, i) => new NpyRowWriter(streams[i], Shape(part), leaveOpen: true))];
        time = NpyRowWriter.OfDoubles(streams[parts.Count], [], leaveOpen: true);
        window = NpyRowWriter.OfDoubles(streams[parts.Count + 1], [], leaveOpen: true);
        row = new float[parts.Max(part => Shape(part).Aggregate(1, (a, b) => a * b))];
    }

    /// <summary>The names of the arrays beside those of windows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["time", "window"];

    /// <inheritdoc/>
    public override void Write(WindowSlot slot)
    {
        RecordPart part = slot.Part;
        for (int i = 0; i < writers.Length; i++)
        {
            (string name, int[] shape, Func<WindowAnalysis, float[]> values) = parts[i];
            if (IsForecast(name))
                Rows(writers[i], values(slot.Answer), shape, 0, part.IsLast ? shape[^2] : 0);
            else if (IsOfTimes(name))
                Rows(writers[i], values(slot.Answer), shape, part.From, part.To);
            else
                writers[i].Write(values(slot.Answer));
        }

        for (int t = part.From; t < part.To; t++)
        {
            time.Write([part.Clock!.Number(part.First + t)]);
            window.Write([(double)slot.Index]);
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (NpyRowWriter writer in (NpyRowWriter[])[.. writers, time, window])
            writer.Complete();
    }

    private static bool IsForecast(string name) => name.StartsWith("forecast", StringComparison.Ordinal);

    private static bool IsOfTimes(string name) => IsForecast(name) || name is "mean" or "std" or "quantiles" or "samples";

    /// <summary>The shape of a row: without the axis of times, the last but one.</summary>
    private static int[] Shape((string Name, int[] RowShape, Func<WindowAnalysis, float[]> Values) part) =>
        IsOfTimes(part.Name) ? [.. part.RowShape[..^2], part.RowShape[^1]] : part.RowShape;

    /// <summary>Rows of some times, of an array in which the times stand behind the axes before them.</summary>
    private void Rows(NpyRowWriter writer, float[] values, int[] shape, int from, int to)
    {
        int times = shape[^2], size = values.Length / times;
        for (int t = from; t < to; t++)
        {
            for (int at = 0; at < size; at += components)
                values.AsSpan((at * times) + (t * components), components).CopyTo(row.AsSpan(at));
            writer.Write(row.AsSpan(0, size));
        }
    }
}
