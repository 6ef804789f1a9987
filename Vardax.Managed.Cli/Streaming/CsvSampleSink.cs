using System.Buffers;
using System.Text;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A row for each step of each sample of each window; unknown constants stand in the sample's first row.</summary>
internal sealed class CsvSampleSink : TextSink
{
    private readonly ProblemSettings settings;
    private readonly StateParts parts;

    /// <summary>Writes the line of names.</summary>
    /// <param name="request">What is asked of each.</param>
    /// <param name="output">Stays open.</param>
    public CsvSampleSink(AnalysisRequest request, Stream output)
        : base(output)
    {
        (settings, parts) = (request.Settings, request.Parts);
        Write(Encoding.UTF8.GetBytes($"window,sample,step,time,{string.Join(',', [.. parts.Components, .. parts.Unknowns])}\n"));
    }

    /// <inheritdoc/>
    public override void Render(WindowSlot slot)
    {
        ArrayBufferWriter<byte> text = slot.Text;
        text.ResetWrittenCount();
        ReadOnlySpan<float> samples = slot.Answer.Samples;
        for (int at = 0, row = 0; at < samples.Length; row++)
        {
            (int sample, int t) = Math.DivRem(row, settings.WindowStates);
            text.WriteWindow(slot);
            text.WriteCell((long)sample);
            text.WriteCell((long)t);
            text.WriteCell((float)(t * settings.Dt));
            for (int c = 0; c < parts.Components.Count; c++, at++)
                text.WriteCell(samples[at]);
            for (int u = 0; u < parts.Unknowns.Count; u++)
                text.WriteCell(t == 0 ? slot.Answer.UnknownSamples[(sample * parts.Unknowns.Count) + u] : float.NaN);
            text.Write("\n"u8);
        }
    }
}
