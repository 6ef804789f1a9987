using System.Buffers;
using System.Text;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A row for each step of each problem: observations, and the truth in a file of its own where there is one. Unknown constants stand in the truth's first row.</summary>
internal sealed class ProblemCsvSink : ProblemSink
{
    private readonly ProblemSettings settings;
    private readonly StateParts parts;
    private readonly (Stream Stream, ArrayBufferWriter<byte> Text)[] files;

    /// <summary>Writes the line of names.</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="outputs">For the observations, and for the truths where they are asked for; stay open.</param>
    public ProblemCsvSink(ProblemSettings settings, IReadOnlyList<Stream> outputs)
    {
        (this.settings, parts) = (settings, StateParts.Of(settings.Model));
        files = [.. outputs.Select(output => (output, new ArrayBufferWriter<byte>(64 * 1024)))];
        Names(0, settings.Observing.Instruments.Select(i => i.Name));
        if (files.Length > 1)
            Names(1, [.. parts.Components, .. parts.Unknowns]);
    }

    /// <inheritdoc/>
    public override void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> components, ReadOnlySpan<float> unknowns)
    {
        Rows(files[0].Text, id, observations, settings.Observing.Instruments.Count);
        if (files.Length > 1)
            Rows(files[1].Text, id, components, parts.Components.Count, unknowns);
        if (files[^1].Text.WrittenCount > 48 * 1024)
            Flush();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        foreach ((Stream stream, ArrayBufferWriter<byte> text) in files)
        {
            stream.Write(text.WrittenSpan);
            stream.Flush();
            text.ResetWrittenCount();
        }
    }

    private void Names(int file, IEnumerable<string> columns) =>
        files[file].Text.Write(Encoding.UTF8.GetBytes($"window,step,time,{string.Join(',', columns)}\n"));

    private void Rows(ArrayBufferWriter<byte> text, long id, ReadOnlySpan<float> values, int columns, ReadOnlySpan<float> constants = default)
    {
        for (int at = 0, t = 0; at < values.Length; t++)
        {
            text.WriteFirst(id);
            text.WriteCell((long)t);
            text.WriteCell((float)(t * settings.Dt));
            for (int c = 0; c < columns; c++, at++)
                text.WriteCell(values[at]);
            foreach (float constant in constants)
                text.WriteCell(t == 0 ? constant : float.NaN);
            text.Write("\n"u8);
        }
    }
}
