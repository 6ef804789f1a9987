using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Output;

/// <summary>A filter's state of knowledge as lines of JSON or CSV, flushed one by one.</summary>
internal sealed class FilterAnswers : IDisposable
{
    private readonly Stream stream;
    private readonly bool isCsv;
    private readonly double[] mean, std;
    private readonly ArrayBufferWriter<byte> text = new();
    private readonly Filter filter;
    private int recoveries;
    private readonly Utf8JsonWriter json;

    /// <summary>Writes the line of names, if the format has one.</summary>
    public FilterAnswers(Stream stream, DataFormat format, Filter filter)
    {
        IReadOnlyList<string> components = filter.System.Model.Components;
        (this.filter, recoveries) = (filter, filter.Recoveries);
        (this.stream, isCsv) = (stream, format == DataFormat.Csv);
        (mean, std) = (new double[components.Count], new double[components.Count]);
        json = new Utf8JsonWriter(text, new JsonWriterOptions { SkipValidation = true });
        if (!isCsv)
            return;
        string[] names = ["time", .. components, .. components.Select(component => $"{component}_std"), "observed", "chi_square", "log_evidence", "status"];
        text.Write(Encoding.UTF8.GetBytes(string.Join(',', names)));
        End();
    }

    /// <summary>The state of knowledge after a line.</summary>
    /// <param name="time">The line's time.</param>
    /// <param name="observed">Values observed.</param>
    public void Write(double time, int observed)
    {
        filter.Mean(mean);
        filter.Std(std);
        Innovation innovation = observed > 0 ? filter.Innovation : new Innovation(0, double.NaN, double.NaN);
        string status = filter.Status.IsUsable && filter.Recoveries > recoveries ? "recovered: the truth had been lost" : filter.Status.Message;
        recoveries = filter.Recoveries;
        if (isCsv)
        {
            Cell(time);
            foreach (double value in (ReadOnlySpan<double>)[.. mean, .. std, observed, innovation.ChiSquare, innovation.LogEvidence])
            {
                text.Write(","u8);
                Cell(value);
            }

            text.Write(Encoding.UTF8.GetBytes(status.Contains(',', StringComparison.Ordinal) ? $",\"{status}\"" : $",{status}"));
            End();
            return;
        }

        json.Reset();
        json.WriteStartObject();
        json.WriteNumber("time", time);
        Array("mean", mean);
        Array("std", std);
        json.WriteNumber("observed", observed);
        json.WritePropertyName("chi_square");
        Value(innovation.ChiSquare);
        json.WritePropertyName("log_evidence");
        Value(innovation.LogEvidence);
        json.WriteString("status", status);
        json.WriteEndObject();
        json.Flush();
        End();
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    private void Array(string name, double[] values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
            Value(value);
        json.WriteEndArray();
    }

    private void Value(double value)
    {
        if (double.IsFinite(value))
            json.WriteNumberValue(value);
        else
            json.WriteNullValue();
    }

    private void Cell(double value)
    {
        Span<byte> cell = text.GetSpan(32);
        int count = 0;
        if (double.IsFinite(value))
            value.TryFormat(cell, out count, provider: CultureInfo.InvariantCulture);
        text.Advance(count);
    }

    private void End()
    {
        text.Write("\n"u8);
        stream.Write(text.WrittenSpan);
        stream.Flush();
        text.ResetWrittenCount();
    }
}
