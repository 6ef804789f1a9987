using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>How the columns of a record are named and written.</summary>
/// <param name="Separator">What stands between two cells.</param>
/// <param name="DecimalComma">Whether numbers have a comma in place of the point.</param>
/// <param name="MissingValues">Numbers that stand for no value.</param>
/// <param name="Headers">The column of an instrument, or of time or step, if its name is another; empty for no column.</param>
internal sealed record RecordColumns(
    char Separator, bool DecimalComma, IReadOnlyList<double> MissingValues, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Commas, points, and columns of the instruments' own names.</summary>
    public static RecordColumns Plain { get; } = new(',', false, [], new Dictionary<string, string>());

    /// <summary>The column of time.</summary>
    public const string Time = "time";

    /// <summary>The column of steps.</summary>
    public const string Step = "step";

    /// <summary>The header of a column.</summary>
    public string Header(string name) => Headers.GetValueOrDefault(name, name);

    /// <summary>Why a value cannot be what an instrument saw; null if it can be.</summary>
    public static string? Fault(Instrument instrument, double value) =>
        float.IsFinite((float)value) && double.IsFinite(instrument.Error.ToWorking(value)) ? null
            : FormattableString.Invariant(
                $"expected a finite {(double.IsFinite(value) && float.IsFinite((float)value) ? "positive " : "")}number of {instrument.Name}, or nothing, found {value}");
}
