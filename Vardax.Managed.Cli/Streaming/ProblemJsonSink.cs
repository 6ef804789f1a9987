using System.Buffers;
using System.Text.Json;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A line of JSON for each problem: id, obs and, where asked for, truth.</summary>
/// <param name="settings">The family of problems.</param>
/// <param name="output">Stays open.</param>
internal sealed class ProblemJsonSink(ProblemSettings settings, Stream output) : ProblemSink
{
    private readonly ArrayBufferWriter<byte> text = new(64 * 1024);
    private Utf8JsonWriter? writer;

    /// <inheritdoc/>
    public override void Write(long id, ReadOnlySpan<float> observations, ReadOnlySpan<float> truth)
    {
        Utf8JsonWriter json = writer ??= new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("id"u8, id);
        json.WritePropertyName("obs"u8);
        json.WriteMatrix(observations, settings.Observing.Instruments.Count);
        if (!truth.IsEmpty)
        {
            json.WritePropertyName("truth"u8);
            json.WriteMatrix(truth, settings.StateDimension);
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
