using Vardax.Managed.Assimilation;
using Vardax.Managed.Persistence;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A .npy array of observations, a row for each problem, and one of truths where there is one.</summary>
internal sealed class ProblemNpySink : ProblemSink
{
    private readonly Stream[] buffers;
    private readonly NpyRowWriter observed;
    private readonly NpyRowWriter? truths;

    /// <summary>Writes the headers.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="count">Number of problems.</param>
    /// <param name="outputs">For the observations, and for the truths where they are asked for; stay open.</param>
    public ProblemNpySink(ProblemSettings settings, int count, IReadOnlyList<Stream> outputs)
    {
        buffers = [.. outputs.Select(output => new BufferedStream(output, 64 * 1024))];
        observed = new NpyRowWriter(buffers[0], count, [settings.WindowStates, settings.StateDimension], leaveOpen: true);
        if (outputs.Count > 1)
            truths = new NpyRowWriter(buffers[1], count, [settings.TotalSteps + 1, settings.StateDimension], leaveOpen: true);
    }

    /// <inheritdoc/>
    public override void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> truth)
    {
        observed.Write(observations);
        truths?.Write(truth);
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
        observed.Complete();
        truths?.Complete();
    }
}
