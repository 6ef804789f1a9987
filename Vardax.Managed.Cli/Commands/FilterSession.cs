using System.Text;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Commands;

/// <summary>A filter that follows a stream of lines, from where it was left.</summary>
/// <param name="filter">At the time of the last line; at its start if there was none.</param>
/// <param name="name">What messages call the stream.</param>
internal sealed class FilterSession(Filter filter, string name)
{
    private const double MostSteps = 1e8;

    /// <summary>The stream's time less the filter's.</summary>
    public required double Offset { get; init; }

    /// <summary>The time of the line answered last; null if there was none.</summary>
    public double? LastTime { get; set; }

    /// <summary>Makes what is kept after each line.</summary>
    public Action<double>? Keep { get; init; }

    /// <summary>Whether wrong lines are left out.</summary>
    public required bool Skips { get; init; }

    /// <summary>Where messages go.</summary>
    public required TextWriter Messages { get; init; }

    /// <summary>Answers every line.</summary>
    /// <param name="input">The lines.</param>
    /// <param name="format">Their format; null: what the first one looks like.</param>
    /// <param name="output">Receives the answers.</param>
    /// <param name="cancellation">Ends it after a line.</param>
    /// <exception cref="VardaxFormatException">A line is wrong.</exception>
    /// <exception cref="InputException">There is no line, or the filter failed.</exception>
    public void Run(Stream input, DataFormat? format, Stream output, CancellationToken cancellation)
    {
        var reader = new LineReader(input, name);
        var line = new ObservationLine(filter.System, name);
        if (!reader.TryRead(out Span<byte> text))
            throw new InputException($"{name}: expected a line for each time, found an empty file.");
        if (text.StartsWith(Encoding.UTF8.Preamble))
            text = text[Encoding.UTF8.Preamble.Length..];
        DataFormat found = format ?? (text.TrimStart(" \t"u8) is [(byte)'{' or (byte)'[', ..] ? DataFormat.JsonLines : DataFormat.Csv);
        line.Begin(reader.Number);
        IObservationParser parser = found == DataFormat.Csv ? new CsvObservationParser(text, line) : new JsonObservationParser(filter.System);
        using var answers = new FilterAnswers(output, found, filter);
        double? resumed = LastTime;
        bool isThere = found == DataFormat.JsonLines || reader.TryRead(out text);
        for (; isThere; isThere = reader.TryRead(out text))
        {
            cancellation.ThrowIfCancellationRequested();
            line.Begin(reader.Number);
            try
            {
                parser.Parse(text, line);
                // A file that is read again goes on where the state was left.
                if (line.Time <= resumed)
                    continue;
                resumed = null;
                Take(line, answers);
            }
            catch (VardaxFormatException wrong) when (Skips)
            {
                Messages.WriteLine($"vardax: {wrong.Message}; the line is left out");
            }
        }
    }

    private void Take(ObservationLine line, FilterAnswers answers)
    {
        double step = filter.System.Dt, time = line.Time ?? (LastTime + step ?? Offset + filter.Time);
        double ahead = time - Offset - filter.Time;
        // Within rounding of the present.
        if (Math.Abs(ahead) <= 1e-9 * Math.Max(step, Math.Abs(time)))
            ahead = 0;
        if (ahead < 0)
            throw line.Fault(1, FormattableString.Invariant($"expected a time from {LastTime ?? Offset + filter.Time} on, found {time}"));
        if (ahead > MostSteps * step)
            throw line.Fault(1, FormattableString.Invariant(
                $"expected a time within {MostSteps} steps of {filter.Time + Offset}, found {time}; --start says when the initial distribution holds"));
        if (filter.System.Model is DynamicalSystem { Options.IsMap: true } && Math.Abs(ahead - (Math.Round(ahead / step) * step)) > 1e-6 * step)
            throw line.Fault(1, FormattableString.Invariant($"expected a time in whole steps of {step}, since the system is a map, found {time}"));
        filter.Forecast(ahead);
        int observed = line.Mask.Count(mask => mask != 0);
        AnalysisStatus status = filter.Update(line.Values, line.Mask);
        LastTime = time;
        // A filter that failed cannot go on: what is kept is from before.
        if (status.IsUsable)
            Keep?.Invoke(time);
        answers.Write(time, observed);
        if (!status.IsUsable && !Skips)
            throw new InputException($"{name}: line {line.Number}: {status.Message}.");
    }
}
