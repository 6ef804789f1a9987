using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Parses a line of JSON, <c>{"id": 0, "obs": [[x, y, z], ...], "mask": [[1, 0, 1], ...]}</c>: null where nothing is observed, a
/// whole row or one number, and so is Python's NaN; a mask may have true and false as well; id and mask may be left out, dt and
/// obs_noise must be the model's if they are there, and other members are passed over. One per thread.
/// </summary>
/// <param name="settings">The family of problems.</param>
/// <param name="name">What messages call the input.</param>
internal sealed class JsonWindowParser(ProblemSettings settings, string name)
{
    private const int MostShown = 40;

    private readonly double[] std = new double[Backgrounds.Names(settings).Length];
    private readonly float[] values = new float[settings.ObservationEntries], mask = new float[settings.ObservationEntries];

    /// <summary>Parses the slot's line into its window.</summary>
    /// <exception cref="VardaxFormatException">It is no such line.</exception>
    public void Parse(WindowSlot slot)
    {
        // The reader passes text over without a look, and an id is written as it was read.
        ReadOnlySpan<byte> line = slot.Line.AsSpan(0, slot.LineLength);
        if (!Utf8.IsValid(line))
            throw VardaxFormatException.AtCell(name, slot.LineNumber, 1, "expected text in UTF-8, found other bytes");
        JsonLiterals.Mask(slot.Line.AsSpan(0, slot.LineLength));
        Utf8JsonReader reader = new(line);
        try
        {
            Parse(ref reader, slot);
        }
        catch (JsonException failure)
        {
            // The rest of the message is a position, counted from 0.
            string fault = failure.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw VardaxFormatException.AtCell(
                name, slot.LineNumber, (int)(failure.BytePositionInLine ?? 0) + 1,
                $"expected a line of JSON, found that {Lower(fault)}");
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, escaped, in a member's name.
            throw VardaxFormatException.AtCell(
                name, slot.LineNumber, (int)reader.TokenStartIndex + 1, "expected a line of JSON, found a name that is no text");
        }
    }

    private void Parse(ref Utf8JsonReader reader, WindowSlot slot)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fault(reader, slot, "expected an object with \"obs\"");
        long obs = -1, masked = -1, known = -1;
        slot.Id.ResetWrittenCount();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("obs"u8))
            {
                obs = Once(ref reader, slot, obs, "obs");
                Matrix(ref reader, slot, values, "obs");
            }
            else if (reader.ValueTextEquals("mask"u8))
            {
                masked = Once(ref reader, slot, masked, "mask");
                if (slot.HasMask)
                    throw Fault(reader, slot, "expected no \"mask\" beside --mask");
                Matrix(ref reader, slot, mask, "mask");
            }
            else if (reader.ValueTextEquals("background"u8))
            {
                known = Once(ref reader, slot, known, "background");
                if (slot.HasBackground)
                    throw Fault(reader, slot, "expected no \"background\" beside --background");
                Background(ref reader, slot);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String) || Literal(reader) is not null)
                    throw Fault(reader, slot, "expected \"id\" to be a number or text");
                if (slot.MaskId is { } other && Encoding.UTF8.GetString(reader.ValueSpan) != other)
                    throw Fault(reader, slot, $"expected the window {other} that the mask is of");
                slot.Id.ResetWrittenCount();
                slot.Id.Write(slot.Line.AsSpan((int)reader.TokenStartIndex..(int)reader.BytesConsumed));
            }
            else if (reader.ValueTextEquals("dt"u8))
            {
                Setting(ref reader, slot, "dt", settings.Dt);
            }
            else if (reader.ValueTextEquals("obs_noise"u8) && settings.Observing.CommonStd is { } noise)
            {
                Setting(ref reader, slot, "obs_noise", noise);
            }
            else
            {
                reader.Skip();
            }
        }

        if (obs < 0)
            throw Fault(reader, slot, "expected a member \"obs\"", "none");
        reader.Read();
        slot.SetBackground(slot.HasBackground || known >= 0);
        int unseen = slot.Fill(values, slot.HasMask ? slot.Mask : masked >= 0 ? mask : []);
        if (unseen >= 0)
        {
            (int row, int i) = Math.DivRem(unseen, settings.Observing.Instruments.Count);
            string found = float.IsFinite(values[unseen]) ? values[unseen].ToString(CultureInfo.InvariantCulture) : "null";
            throw VardaxFormatException.AtCell(name, slot.LineNumber, (int)obs,
                $"expected a {(found == "null" ? "" : "positive ")}number in row {row}, {settings.Observing.Instruments[i].Name} of \"obs\", where the mask is 1, found {found}");
        }
    }

    /// <summary>What the line says of its window is what the model was trained for.</summary>
    private void Setting(ref Utf8JsonReader reader, WindowSlot slot, string member, double expected)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double found) || (float)found != (float)expected)
            throw Fault(reader, slot, FormattableString.Invariant($"expected \"{member}\" to be the model's, {expected}"));
    }

    /// <summary>An object of "mean", a number for each component and unknown constant, and "cov", a row for each, or "std".</summary>
    private void Background(ref Utf8JsonReader reader, WindowSlot slot)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Fault(reader, slot, "expected \"background\" to be an object with \"mean\", and \"cov\" or \"std\"");
        int n = slot.GivenMean.Length;
        long mean = -1, spread = -1;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("mean"u8))
            {
                mean = Once(ref reader, slot, mean, "mean");
                Numbers(ref reader, slot, slot.GivenMean, "\"mean\"");
            }
            else if (reader.ValueTextEquals("std"u8))
            {
                spread = Once(ref reader, slot, spread, "std\" or \"cov");
                slot.GivenCovariance.AsSpan().Clear();
                Numbers(ref reader, slot, std, "\"std\"");
                for (int i = 0; i < n; i++)
                    slot.GivenCovariance[i * (n + 1)] = std[i] * std[i];
            }
            else if (reader.ValueTextEquals("cov"u8))
            {
                spread = Once(ref reader, slot, spread, "std\" or \"cov");
                int row = 0;
                if (reader.TokenType != JsonTokenType.StartArray)
                    throw Fault(reader, slot, $"expected \"cov\" to be an array of {n} rows");
                for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray && row < n; row++)
                    Numbers(ref reader, slot, slot.GivenCovariance.AsSpan(row * n, n), $"row {row} of \"cov\"");
                if (row < n || reader.TokenType != JsonTokenType.EndArray)
                    throw Fault(reader, slot, $"expected {n} rows in \"cov\"", row < n ? $"{row}" : "more");
            }
            else
            {
                throw Fault(reader, slot, "expected \"mean\", \"std\" or \"cov\" in \"background\"", $"\"{Shown(reader.ValueSpan)}\"");
            }
        }

        if (mean < 0 || spread < 0)
            throw Fault(reader, slot, "expected \"mean\", and \"cov\" or \"std\", in \"background\"");
    }

    private void Numbers(ref Utf8JsonReader reader, WindowSlot slot, Span<double> values, string what)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fault(reader, slot, $"expected {what} to be an array of {values.Length} numbers");
        int count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count == values.Length)
                throw Fault(reader, slot, $"expected {values.Length} numbers in {what}, for {string.Join(", ", Backgrounds.Names(settings))}", "more");
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out values[count]))
                throw Fault(reader, slot, $"expected a number in {what}");
        }

        if (count < values.Length)
            throw Fault(reader, slot, $"expected {values.Length} numbers in {what}, for {string.Join(", ", Backgrounds.Names(settings))}", $"{count}");
    }

    private long Once(ref Utf8JsonReader reader, WindowSlot slot, long before, string member)
    {
        if (before >= 0)
            throw Fault(reader, slot, $"expected \"{member}\" once", "it again");
        reader.Read();
        return reader.TokenStartIndex + 1;
    }

    private void Matrix(ref Utf8JsonReader reader, WindowSlot slot, float[] matrix, string member)
    {
        int dimension = settings.Observing.Instruments.Count, rows = settings.WindowStates, row = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fault(reader, slot, $"expected \"{member}\" to be an array of {rows} rows");
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; row++)
        {
            if (row == rows)
                throw Fault(reader, slot, $"expected {rows} rows in \"{member}\"", "more");
            Row(ref reader, slot, matrix.AsSpan(row * dimension, dimension), member, row);
        }

        if (row < rows)
            throw Fault(reader, slot, $"expected {rows} rows in \"{member}\"", $"{row}");
    }

    private void Row(ref Utf8JsonReader reader, WindowSlot slot, Span<float> values, string member, int row)
    {
        bool isMask = member == "mask";
        if (IsMissing(reader) && !isMask)
        {
            values.Fill(float.NaN);
            return;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
            throw Fault(reader, slot, $"expected row {row} of \"{member}\" to be an array of {values.Length} numbers");
        int count = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++)
        {
            if (count == values.Length)
                throw Fault(reader, slot, $"expected {values.Length} numbers in row {row} of \"{member}\"", "more");
            float value = float.NaN;
            bool isNumber = reader.TokenType == JsonTokenType.Number && reader.TryGetSingle(out value) && float.IsFinite(value);
            if (isMask && reader.TokenType is (JsonTokenType.True or JsonTokenType.False))
                value = reader.TokenType == JsonTokenType.True ? 1 : 0;
            if (isMask ? value is not (0 or 1) : !isNumber && !IsMissing(reader))
                throw Fault(reader, slot, $"expected {(isMask ? "0 or 1" : "a number of single precision or null")} in \"{member}\"");
            values[count] = value;
        }

        if (count < values.Length)
            throw Fault(reader, slot, $"expected {values.Length} numbers in row {row} of \"{member}\"", $"{count}");
    }

    private static bool IsMissing(Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null || Literal(reader) == "NaN";

    private static string? Literal(Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String ? JsonLiterals.Of(reader.ValueSpan) : null;

    private VardaxFormatException Fault(Utf8JsonReader reader, WindowSlot slot, string expected, string? found = null) =>
        VardaxFormatException.AtCell(
            name, slot.LineNumber, (int)reader.TokenStartIndex + 1, $"{expected}, found {found ?? Shown(reader)}");

    private static string Shown(Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.EndObject => "the end of the object",
        JsonTokenType.String => Literal(reader) ?? $"\"{Shown(reader.ValueSpan)}\"",
        _ => Shown(reader.ValueSpan),
    };

    private static string Shown(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text[..Math.Min(text.Length, MostShown)])
        + (text.Length > MostShown ? "..." : "");

    private static string Lower(string text) => text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : text;
}
