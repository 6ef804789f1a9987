using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>How a record of any length is read and cut in windows.</summary>
internal sealed class RecordOptions
{
    private readonly Option<int?> stride = OptionValues.Optional<int>(
        "--stride", "Of a record: steps from one window to the next (half a window).", "STEPS");

    private readonly Option<bool> smooth = new("--smooth")
    {
        Description = "Of a record: windows share what they know: each begins with what all observations before its start say, and so its answer "
            + "rests on all observations up to its end.",
    };

    private readonly Option<double?> inflation = OptionValues.Optional<double>(
        "--inflation", "With --smooth: what covariances are multiplied by from window to window, at least 1 (1).", "FACTOR");

    private readonly Option<string[]> columns = new("--column")
    {
        Description = "Of a record: the column of an instrument, or of time, if its header is another (y=temperature, time=date); nothing for no column.",
        HelpName = "NAME=HEADER", DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> separator = new("--separator")
    {
        Description = "Of a record: what stands between two cells, such as ; or tab (a comma).", HelpName = "LETTER",
    };

    private readonly Option<bool> decimalComma = new("--decimal-comma") { Description = "Of a record: numbers have a comma in place of the point." };

    private readonly Option<string[]> missing = new("--missing-value")
    {
        Description = "Of a record: a number that stands for no value, such as -999; may be given again.", HelpName = "NUMBER", DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> timeUnit = new("--time-unit")
    {
        Description = $"Of a record: what one model unit of time is: {OptionValues.OneOf(TimeUnit.Words)} of dates, or so many of the record's numbers (1).", HelpName = "UNIT",
    };

    private readonly Option<string?> start = new("--start")
    {
        Description = "Of a record: the time at which the first window begins, a number or a date (that of the first row).", HelpName = "TIME",
    };

    private readonly Option<double?> snap = OptionValues.Optional<double>(
        "--snap", "Of a record: how far, in steps, a row may be moved to the nearest step, at most 0.5 (0: rows between steps are refused).", "STEPS");

    /// <summary>All options.</summary>
    public IReadOnlyList<Option> All => [stride, smooth, inflation, columns, separator, decimalComma, missing, timeUnit, start, snap];

    /// <summary>Whether the command line says that the input is a record.</summary>
    public bool AreGiven(ParseResult parsed) => All.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>A clock for the record's times.</summary>
    /// <exception cref="InputException">An option is wrong.</exception>
    public RecordClock Clock(ParseResult parsed, ProblemSettings settings)
    {
        double moved = parsed.Number(snap, 0, positive: false);
        if (moved is < 0 or > 0.5)
            throw OptionValues.Bad(snap, moved, "between 0 and 0.5");
        TimeUnit? unit = parsed.GetValue(timeUnit) is { } text
            ? TimeUnit.Parse(text) ?? throw OptionValues.Bad(timeUnit, text, $"{OptionValues.OneOf(TimeUnit.Words)}, or a positive number") : null;
        return new RecordClock(settings.Dt, unit, parsed.GetValue(start), moved);
    }

    /// <summary>How the columns are named and written.</summary>
    /// <exception cref="InputException">An option is wrong.</exception>
    public RecordColumns Columns(ParseResult parsed, ProblemSettings settings)
    {
        string[] known = [.. settings.Observing.Instruments.Select(i => i.Name), RecordColumns.Time, RecordColumns.Step];
        Dictionary<string, string> headers = [];
        foreach (string text in parsed.GetValue(columns)!)
        {
            int at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 || !known.Contains(text[..at]))
                throw OptionValues.Bad(columns, text, $"NAME=HEADER with {OptionValues.OneOf(known)}");
            if (!headers.TryAdd(text[..at], text[(at + 1)..].Trim()))
                throw OptionValues.Bad(columns, text, $"one header for {text[..at]}");
        }

        double[] none = [.. parsed.GetValue(missing)!.Select(text =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw OptionValues.Bad(missing, text, "a number"))];
        string letter = parsed.GetValue(separator) switch { null => ",", "tab" or "\\t" => "\t", var text => text };
        if (letter.Length != 1 || !CsvReader.IsSeparator(letter[0]))
            throw OptionValues.Bad(separator, $"'{letter}'", "one letter, such as ; or |, or tab");
        return new RecordColumns(letter[0], parsed.GetValue(decimalComma), none, headers);
    }

    /// <summary>What tells windows what those before know; null if each is answered by itself.</summary>
    /// <exception cref="InputException">The model's windows cannot be told, or an option is wrong.</exception>
    public WindowChain? Chain(ParseResult parsed, AnalysisRequest request)
    {
        double factor = parsed.Number(inflation, 1, positive: true);
        if (!parsed.GetValue(smooth))
            return parsed.GetValue(inflation) is null ? null : throw OptionValues.Bad(inflation, factor, $"given beside {smooth.Name}");
        if (factor < 1)
            throw OptionValues.Bad(inflation, factor, "at least 1");
        if (!request.Polish || request.Certify)
        {
            throw new InputException($"{smooth.Name} takes no " + (request.Certify ? "--certify: a certificate is of the model's own prior."
                : "--no-polish: a network's own answer does not know of the windows before."));
        }

        if (Stride(parsed, request.Settings) > request.Settings.WindowSteps)
            throw OptionValues.Bad(stride, parsed.GetValue(stride)!, $"at most {request.Settings.WindowSteps} with {smooth.Name}: a window begins in the one before");
        return new WindowChain(request.Model, factor);
    }

    /// <summary>Steps from one window to the next; null for half a window.</summary>
    /// <exception cref="InputException">The number is out of range.</exception>
    public int? Stride(ParseResult parsed, ProblemSettings settings) =>
        parsed.GetValue(stride) is null ? null : parsed.Count(stride, 1, settings.WindowStates, 0);
}
