using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A line of JSON: <c>{"time": 0.25, "obs": [1.2, null]}</c>, a value for each instrument in order, or by name,
/// <c>{"time": 0.25, "angle": 1.2}</c>. <c>step</c> may stand in place of <c>time</c>, or neither; null and Python's NaN are missing values;
/// other members are passed over.
/// </summary>
internal sealed class JsonObservationParser : IObservationParser
{
    private readonly byte[][] names;

    public JsonObservationParser(StateSpaceModel system) =>
        names = [.. system.Observing.Instruments.Select(instrument => Encoding.UTF8.GetBytes(instrument.Name))];

    /// <inheritdoc/>
    public void Parse(Span<byte> text, ObservationLine line)
    {
        if (!Utf8.IsValid(text))
            throw line.Fault(1, "expected text in UTF-8, found other bytes");
        JsonLiterals.Mask(text);
        Utf8JsonReader reader = new(text);
        try
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                throw Fault(reader, line, "expected an object");
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                Member(ref reader, line);
            reader.Read();
        }
        catch (JsonException failure)
        {
            // The rest of the message is a position, counted from 0.
            string fault = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw line.Fault((int)(failure.BytePositionInLine ?? 0) + 1, $"expected a line of JSON, found that {char.ToLowerInvariant(fault[0])}{fault[1..]}");
        }
    }

    private void Member(ref Utf8JsonReader reader, ObservationLine line)
    {
        bool isStep = reader.ValueTextEquals("step"u8);
        if (isStep || reader.ValueTextEquals("time"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double time))
                throw Fault(reader, line, $"expected \"{(isStep ? "step" : "time")}\" to be a number");
            line.SetTime(isStep ? time * line.System.Dt : time, Column(reader));
        }
        else if (reader.ValueTextEquals("obs"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartArray)
                throw Fault(reader, line, $"expected \"obs\" to be an array of {names.Length} numbers");
            int i = 0;
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
            {
                if (i == names.Length)
                    throw Fault(reader, line, $"expected {names.Length} numbers in \"obs\", one for each instrument", "more");
                Value(ref reader, line, i);
            }

            if (i < names.Length)
                throw line.Fault(Column(reader), $"expected {names.Length} numbers in \"obs\", one for each instrument, found {i}");
        }
        else
        {
            int instrument = 0;
            while (instrument < names.Length && !reader.ValueTextEquals(names[instrument]))
                instrument++;
            reader.Read();
            if (instrument < names.Length)
                Value(ref reader, line, instrument);
            else
                reader.Skip();
        }
    }

    private static void Value(ref Utf8JsonReader reader, ObservationLine line, int instrument)
    {
        string? literal = reader.TokenType == JsonTokenType.String ? JsonLiterals.Of(reader.ValueSpan) : null;
        if (reader.TokenType == JsonTokenType.Null || literal == "NaN")
            return;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double value))
            throw Fault(reader, line, $"expected a finite number or null of {line.System.Observing.Instruments[instrument].Name}", literal);
        line.Set(instrument, value, Column(reader));
    }

    private static int Column(Utf8JsonReader reader) => (int)reader.TokenStartIndex + 1;

    private static Formats.VardaxFormatException Fault(Utf8JsonReader reader, ObservationLine line, string expected, string? found = null) =>
        line.Fault(Column(reader), $"{expected}, found {found ?? (reader.TokenType switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.None => "nothing",
            _ => Encoding.UTF8.GetString(reader.ValueSpan),
        })}");
}
