using System.Globalization;
using Vardax.Managed.Formats;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Columns step and time of windows in CSV: how many steps a row stands after its window's first row. A clock may begin anywhere;
/// if both columns are there, they go on together.
/// </summary>
/// <param name="reader">At the row.</param>
/// <param name="columns">Those of the rows.</param>
/// <param name="name">What messages call the input.</param>
/// <param name="dt">Time of a step.</param>
internal sealed class RowClock(CsvReader reader, ObservationColumns columns, string name, double dt)
{
    // A quarter of a step is more than any rounding.
    private const double Rounding = 0.25;

    private readonly int step = columns.Step, time = columns.Time;
    private double first, shift;

    /// <summary>Whether a column tells the rows' places; they count otherwise.</summary>
    public bool Exists => step >= 0 || time >= 0;

    /// <summary>The column that tells.</summary>
    public int Column => step >= 0 ? step : time;

    /// <summary>Steps from 0 to the window's first row; null if it stands between two.</summary>
    public int? Start
    {
        get
        {
            double rounded = Math.Round(first);
            return Math.Abs(first - rounded) <= Rounding && Math.Abs(rounded) < int.MaxValue ? (int)rounded : null;
        }
    }

    /// <summary>Takes the window's first row.</summary>
    public void Begin()
    {
        first = Steps(Column);
        shift = step >= 0 && time >= 0 ? Steps(time) - first : 0;
        if (double.IsNaN(first + shift))
            throw Fault(double.IsNaN(first) ? Column : time, $"expected a {(double.IsNaN(first) ? Word : "time")}, found nothing");
    }

    /// <summary>Steps from the window's first row to the present one.</summary>
    /// <param name="before">Those to the row before.</param>
    public int Next(int before)
    {
        double offset = Steps(Column) - first, rounded = Math.Round(offset);
        if (!(rounded > before))
            throw Fault(Column, $"expected a {Word} after {Shown(first + before, Column)}, found {Found(Column)}");
        if (Math.Abs(offset - rounded) > Rounding)
        {
            throw Fault(Column,
                $"expected a {Word} in whole steps{(Column == time ? $" of {Text(dt)}" : "")} from {Shown(first, Column)}, found {Found(Column)}");
        }

        if (step >= 0 && time >= 0 && !(Math.Abs(Steps(time) - offset - first - shift) <= Rounding))
            throw Fault(time, $"expected time {Shown(first + shift + rounded, time)}, found {Found(time)}");
        return (int)Math.Min(rounded, int.MaxValue);
    }

    /// <summary>So many steps after the first row, as the column says it.</summary>
    public string After(int steps) => Shown(first + steps, Column);

    /// <summary>So many steps from 0, as the column says it.</summary>
    public string At(int steps) => Shown(steps, Column);

    /// <summary>What the column counts.</summary>
    public string Word => step >= 0 ? "step" : "time";

    /// <summary>What a cell of the present row says.</summary>
    public string Found(int column) =>
        double.IsNaN(Steps(column)) ? "nothing" : Text(Steps(column) * (column == time ? dt : 1));

    private double Steps(int column) => columns.Number(reader.Cell(column), out double value) is { } fault ? throw Fault(column, fault)
        : column == time ? value / dt : value;

    private string Shown(double steps, int column) => Text(column == time ? steps * dt : steps);

    private static string Text(double value) => value.ToString("G10", CultureInfo.InvariantCulture);

    private VardaxFormatException Fault(int column, string fault) => VardaxFormatException.AtCell(name, reader.Line, column + 1, fault);
}
