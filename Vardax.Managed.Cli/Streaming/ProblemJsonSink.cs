using System.Buffers;
using System.Text.Json;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A line of JSON for each problem: id, obs and, where asked for, truth and unknown constants.</summary>
/// <param name="settings">The family of problems.</param>
/// <param name="output">Stays open.</param>
internal sealed class ProblemJsonSink(ProblemSettings settings, Stream output) : ProblemSink
{
    private readonly StateParts parts = StateParts.Of(settings.Model);
    private readonly ArrayBufferWriter<byte> text = new(64 * 1024);
    private Utf8JsonWriter? writer;

    /// <inheritdoc/>
    public override void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> components, ReadOnlySpan<float> unknowns)
    {
        Utf8JsonWriter json = writer ??= new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WritePropertyName("obs"u8);
        json.WriteMatrix(observations, settings.Observing.Instruments.Count);
        if (!components.IsEmpty)
        {
            json.WritePropertyName("truth"u8);
            json.WriteMatrix(components, parts.Components.Count);
        }

        if (!unknowns.IsEmpty)
        {
            json.WriteStartObject("unknowns"u8);
            for (int u = 0; u < unknowns.Length; u++)
            {
                json.WritePropertyName(parts.Unknowns[u]);
                json.WriteNumber(unknowns[u]);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        text.Write("\n"u8);
        if (text.WrittenCount > 48 * 1024)
            Flush();
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        output.Write(text.WrittenSpan);
        output.Flush();
        text.ResetWrittenCount();
    }
}
