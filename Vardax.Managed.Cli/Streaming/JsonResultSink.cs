using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A line of JSON for each window.</summary>
/// <param name="request">What is asked of each.</param>
/// <param name="output">Stays open.</param>
internal sealed class JsonResultSink(AnalysisRequest request, Stream output) : TextSink(output)
{
    private static readonly JsonEncodedText[] Codes = [.. Enum.GetValues<AnalysisCode>()
        .Select(code => JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())))];

    private readonly string[] names = [.. request.Quantiles.Select(p => p.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The word for a code.</summary>
    public static JsonEncodedText Code(AnalysisCode code) => Codes[(int)code];

    /// <inheritdoc/>
    public override void Render(WindowSlot slot)
    {
        WindowAnalysis answer = slot.Answer;
        slot.Text.ResetWrittenCount();
        Utf8JsonWriter json = slot.Json;
        json.Reset();
        json.WriteStartObject();
        json.WritePropertyName("id"u8);
        if (slot.Id.WrittenCount > 0)
            json.WriteRawValue(slot.Id.WrittenSpan, skipInputValidation: true);
        else
            json.WriteNumberValue(slot.Index);
        json.WriteBoolean("usable"u8, answer.Status.IsUsable);
        json.WriteString("code"u8, Code(answer.Status.Code));
        json.WriteString("status"u8, answer.Status.Message);
        json.WritePropertyName("typicality"u8);
        if (answer.Typicality is { } score && float.IsFinite((float)score.Value))
            json.WriteNumberValue((float)score.Value);
        else
            json.WriteNullValue();
        json.WriteString("warning"u8, answer.Warning);
        int dimension = request.Settings.StateDimension;
        if (request.Moments)
        {
            Matrix(json, "mean"u8, answer.Mean, dimension);
            Matrix(json, "std"u8, answer.StandardDeviation, dimension);
        }

        Quantiles(json, "quantiles"u8, answer.Quantiles, dimension);
        if (request.ForecastSteps > 0)
        {
            Matrix(json, "forecast"u8, answer.Forecast, dimension);
            Matrix(json, "forecast_std"u8, answer.ForecastStandardDeviation, dimension);
            Quantiles(json, "forecast_quantiles"u8, answer.ForecastQuantiles, dimension);
        }

        if (request.KeepSamples)
            Samples(json, answer.Samples, dimension);
        json.WriteEndObject();
        json.Flush();
        slot.Text.Write("\n"u8);
    }

    private static void Matrix(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<float> values, int columns)
    {
        json.WritePropertyName(name);
        json.WriteMatrix(values, columns);
    }

    private void Quantiles(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<float> values, int columns)
    {
        if (names.Length == 0)
            return;
        json.WriteStartObject(name);
        int size = values.Length / names.Length;
        for (int q = 0; q < names.Length; q++)
        {
            json.WritePropertyName(names[q]);
            json.WriteMatrix(values.Slice(q * size, size), columns);
        }

        json.WriteEndObject();
    }

    private void Samples(Utf8JsonWriter json, ReadOnlySpan<float> values, int columns)
    {
        json.WriteStartArray("samples"u8);
        int size = request.Settings.WindowEntries;
        for (int at = 0; at < values.Length; at += size)
            json.WriteMatrix(values.Slice(at, size), columns);
        json.WriteEndArray();
    }
}
