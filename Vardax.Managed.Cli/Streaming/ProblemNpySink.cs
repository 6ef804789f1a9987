using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A .npy array of observations, a row for each problem, and one of truths and one of unknown constants where there are such.</summary>
internal sealed class ProblemNpySink : ProblemSink
{
    private readonly Stream[] buffers;
    private readonly NpyRowWriter[] writers;

    /// <summary>Writes the headers.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="count">Number of problems.</param>
    /// <param name="outputs">For the observations, and for truths and unknown constants where they are asked for; stay open.</param>
    public ProblemNpySink(ProblemSettings settings, int count, IReadOnlyList<Stream> outputs)
    {
        var parts = StateParts.Of(settings.Model);
        int[][] shapes =
        [
            [settings.WindowStates, settings.Observing.Instruments.Count],
            [settings.TotalSteps + 1, parts.Components.Count],
            [parts.Unknowns.Count],
        ];
        buffers = [.. outputs.Select(output => new BufferedStream(output, 64 * 1024))];
        writers = [.. buffers.Select((buffer, i) => new NpyRowWriter(buffer, count, shapes[i], leaveOpen: true))];
    }

    /// <inheritdoc/>
    public override void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> components, ReadOnlySpan<float> unknowns)
    {
        writers[0].Write(observations);
        if (writers.Length > 1)
            writers[1].Write(components);
        if (writers.Length > 2)
            writers[2].Write(unknowns);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        foreach (Stream buffer in buffers)
            buffer.Flush();
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        foreach (NpyRowWriter writer in writers)
            writer.Complete();
    }
}
