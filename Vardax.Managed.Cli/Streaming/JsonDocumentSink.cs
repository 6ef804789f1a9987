using System.Text.Json;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>One document for one window, which names its rows and columns; nothing is written if there are more windows.</summary>
/// <param name="request">What is asked.</param>
/// <param name="output">Stays open.</param>
internal sealed class JsonDocumentSink(AnalysisRequest request, Stream output) : JsonResultSink(request, output)
{
    private byte[]? document;

    /// <inheritdoc/>
    public override void Write(WindowSlot slot) => document = document is null
        ? slot.Text.WrittenSpan.ToArray()
        : throw new InputException("--json prints one document for one window, found more windows; without --json every window has an answer.");

    /// <inheritdoc/>
    public override void Complete()
    {
        Write(document);
        Flush();
    }

    /// <inheritdoc/>
    protected override void Axes(Utf8JsonWriter json, RecordPart part, ObservedWindow window)
    {
        json.WriteStartArray("components"u8);
        foreach (string component in Request.Parts.Components)
            json.WriteStringValue(component);
        json.WriteEndArray();
        AllTimes(json, part);
    }

    /// <inheritdoc/>
    protected override void Unknowns(
        Utf8JsonWriter json, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation, ReadOnlySpan<float> quantiles)
    {
        base.Unknowns(json, mean, standardDeviation, quantiles);
        if (!mean.IsEmpty)
            return;
        json.WriteStartObject("unknowns"u8);
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    protected override void Quantiles(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<float> values, IReadOnlyList<double> levels, int columns, int from, int to)
    {
        json.WriteStartObject(name);
        json.WriteStartArray("levels"u8);
        foreach (double level in levels)
            json.WriteNumberValue(level);
        json.WriteEndArray();
        json.WriteStartArray("values"u8);
        int size = values.Length / levels.Count;
        for (int at = 0; at < values.Length; at += size)
            json.WriteMatrix(values.Slice(at, size)[(from * columns)..(to * columns)], columns);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
