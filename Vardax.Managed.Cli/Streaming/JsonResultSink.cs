using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A line of JSON for each window.</summary>
/// <param name="request">What is asked of each.</param>
/// <param name="output">Stays open.</param>
internal class JsonResultSink(AnalysisRequest request, Stream output) : TextSink(output)
{
    private static readonly JsonEncodedText[] Codes = [.. Enum.GetValues<AnalysisCode>()
        .Select(code => JsonEncodedText.Encode(JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())))];

    private static readonly string[] UnknownQuantiles = ["q05", "q50", "q95"];

    /// <summary>What is asked of each window.</summary>
    protected AnalysisRequest Request => request;

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
        Number(json, "typicality", (float)(answer.Typicality?.Value ?? double.NaN));
        json.WriteString("warning"u8, answer.Warning);
        Axes(json, slot.Part, slot.Window);
        (int from, int to) = (slot.Part.From, slot.Part.To);
        int components = request.Parts.Components.Count;
        if (request.Moments)
        {
            Matrix(json, "mean"u8, answer.Mean, components, from, to);
            Matrix(json, "std"u8, answer.StandardDeviation, components, from, to);
        }

        Quantiles(json, "quantiles"u8, answer.Quantiles, request.Quantiles, components, from, to);
        if (request.ForecastSteps > 0 && slot.Part.IsLast)
        {
            int ahead = request.ForecastSteps;
            Matrix(json, "forecast"u8, answer.Forecast, components, 0, ahead);
            Matrix(json, "forecast_std"u8, answer.ForecastStandardDeviation, components, 0, ahead);
            Quantiles(json, "forecast_quantiles"u8, answer.ForecastQuantiles, request.Quantiles, components, 0, ahead);
        }

        if (request.KeepSamples)
            Samples(json, answer.Samples, components, from, to);
        if (request.Moments)
            Unknowns(json, answer.UnknownMean, answer.UnknownStandardDeviation, answer.UnknownQuantiles);
        if (request.KeepSamples)
            UnknownSamples(json, answer.UnknownSamples);
        if (answer.Certificate is { } certificate)
            Certificate(json, certificate, components, from, to);
        json.WriteEndObject();
        json.Flush();
        slot.Text.Write("\n"u8);
    }

    /// <summary>What rows and columns are; lines of windows do not say, those of a record have its times and how many values are observed.</summary>
    protected virtual void Axes(Utf8JsonWriter json, RecordPart part, ObservedWindow window)
    {
        if (part.Clock is null)
            return;
        int p = request.Settings.Observing.Instruments.Count;
        json.WriteNumber("observed"u8, window.Mask.AsSpan((part.From * p)..(part.To * p)).Count(1f));
        AllTimes(json, part);
    }

    /// <summary>The times of the states that answer, and of the forecast.</summary>
    protected void AllTimes(Utf8JsonWriter json, RecordPart part)
    {
        Times(json, "times"u8, part, part.From, part.To);
        int states = request.Settings.WindowStates;
        if (request.ForecastSteps > 0 && part.IsLast)
            Times(json, "forecast_times"u8, part, states, states + request.ForecastSteps);
    }

    /// <summary>Quantiles by their probability.</summary>
    protected virtual void Quantiles(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<float> values, IReadOnlyList<double> levels, int columns, int from, int to)
    {
        if (levels.Count == 0)
            return;
        json.WriteStartObject(name);
        int size = values.Length / levels.Count;
        for (int q = 0; q < levels.Count; q++)
        {
            json.WritePropertyName(levels[q].ToString(CultureInfo.InvariantCulture));
            json.WriteMatrix(values.Slice(q * size, size)[(from * columns)..(to * columns)], columns);
        }

        json.WriteEndObject();
    }

    private static void Matrix(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<float> values, int columns, int from, int to)
    {
        json.WritePropertyName(name);
        json.WriteMatrix(values[(from * columns)..(to * columns)], columns);
    }

    private void Samples(Utf8JsonWriter json, ReadOnlySpan<float> values, int columns, int from, int to)
    {
        json.WriteStartArray("samples"u8);
        int size = request.ComponentEntries;
        for (int at = 0; at < values.Length; at += size)
            json.WriteMatrix(values.Slice(at, size)[(from * columns)..(to * columns)], columns);
        json.WriteEndArray();
    }

    /// <summary>Moments and quantiles of the unknown constants, by name; lines without constants have none.</summary>
    protected virtual void Unknowns(
        Utf8JsonWriter json, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation, ReadOnlySpan<float> quantiles)
    {
        if (mean.IsEmpty)
            return;
        json.WriteStartObject("unknowns"u8);
        for (int u = 0; u < mean.Length; u++)
        {
            json.WriteStartObject(request.Parts.Unknowns[u]);
            Number(json, "mean", mean[u]);
            Number(json, "std", standardDeviation[u]);
            for (int q = 0; q < UnknownQuantiles.Length; q++)
                Number(json, UnknownQuantiles[q], quantiles[(q * mean.Length) + u]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void UnknownSamples(Utf8JsonWriter json, ReadOnlySpan<float> samples)
    {
        if (samples.IsEmpty)
            return;
        IReadOnlyList<string> unknowns = request.Parts.Unknowns;
        json.WriteStartObject("unknown_samples"u8);
        for (int u = 0; u < unknowns.Count; u++)
        {
            json.WriteStartArray(unknowns[u]);
            for (int at = u; at < samples.Length; at += unknowns.Count)
                json.WriteNumber(samples[at]);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Certificate(Utf8JsonWriter json, Certificate certificate, int components, int from, int to)
    {
        json.WriteStartObject("certificate"u8);
        Number(json, "ess", (float)certificate.EffectiveSampleSize);
        Number(json, "k", (float)certificate.K);
        Number(json, "posterior_k", (float)certificate.PosteriorK);
        json.WriteBoolean("trusted"u8, certificate.IsTrusted);
        json.WriteString("fault"u8, certificate.Fault);
        json.WriteNumber("draws"u8, certificate.Draws);
        Matrix(json, "mean"u8, certificate.Mean, components, from, to);
        Matrix(json, "std"u8, certificate.StandardDeviation, components, from, to);
        Quantiles(json, "quantiles"u8, certificate.Quantiles, certificate.Probabilities, components, from, to);
        Unknowns(json, certificate.UnknownMean, certificate.UnknownStandardDeviation, certificate.UnknownQuantiles);
        json.WriteEndObject();
    }

    private void Times(Utf8JsonWriter json, ReadOnlySpan<byte> name, RecordPart part, int from, int to)
    {
        json.WriteStartArray(name);
        for (int t = from; t < to; t++)
        {
            if (part.Clock is null)
                json.WriteNumberValue((float)(t * request.Settings.Dt));
            else if (part.Clock.IsDate)
                json.WriteStringValue(part.Clock.Text(part.First + t));
            else
                json.WriteRawValue(part.Clock.Text(part.First + t), skipInputValidation: true);
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, float value)
    {
        json.WritePropertyName(name);
        json.WriteNumber(value);
    }
}
