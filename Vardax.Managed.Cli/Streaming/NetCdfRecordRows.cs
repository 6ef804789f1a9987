using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A record in a NetCDF classic file: a variable for each instrument by name along one dimension, and times by the CF conventions.</summary>
internal sealed class NetCdfRecordRows : RecordRows
{
    private readonly string name;
    private readonly IReadOnlyList<Instrument> instruments;
    private readonly double[]?[] values;
    private readonly double[]? times;
    private readonly DateTime?[]? dates;
    private readonly int rows;
    private int row;

    /// <summary>Finds the variables.</summary>
    /// <exception cref="InputException">An instrument has no variable, or variables have different dimensions.</exception>
    public NetCdfRecordRows(NetCdfFile file, ProblemSettings settings, RecordColumns columns, RecordClock clock)
        : base(clock)
    {
        (name, instruments) = (file.Name, settings.Observing.Instruments);
        NetCdfVariable?[] seen = [.. instruments.Select(instrument => Find(file, columns, instrument.Name, required: true))];
        NetCdfDimension dimension = seen.FirstOrDefault(v => v is not null)?.Dimensions.OrderByDescending(d => d.Length).FirstOrDefault()
            ?? throw new InputException($"{name}: expected a variable of an instrument along a dimension, found none.");
        NetCdfVariable? time = Find(file, columns, RecordColumns.Time, required: false) ?? (file.Find(dimension.Name) is { Type: not NetCdfType.Text } own ? own : null);
        foreach (NetCdfVariable variable in (NetCdfVariable[])[.. seen.OfType<NetCdfVariable>(), .. time is null ? Array.Empty<NetCdfVariable>() : [time]])
        {
            if (variable.Type == NetCdfType.Text || !variable.Dimensions.Contains(dimension) || variable.Dimensions.Any(d => d != dimension && d.Length != 1))
            {
                throw new InputException($"{name}: expected numbers along {dimension.Name} alone in {variable.Name}, found "
                    + $"{(variable.Type == NetCdfType.Text ? "text" : $"({string.Join(", ", variable.Dimensions.Select(d => $"{d.Name} {d.Length}"))})")}.");
            }
        }

        rows = dimension.Length;
        values = [.. seen.Select(variable => variable?.ToPhysical().Select(v => columns.MissingValues.Contains(v) ? double.NaN : v).ToArray())];
        times = time?.ToPhysical();
        dates = time is null ? null : NetCdfTime.Dated(time, times!, name);
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<float> target, out long step)
    {
        step = -1;
        if (row == rows)
            return false;
        string? fault = dates is not null
            ? dates[row] is { } date ? Clock.Read(date, false, date.TimeOfDay == TimeSpan.Zero, out step) : $"expected a date, found {times![row]}"
            : times is not null ? Clock.Read(times[row], false, out step) : Clock.Read(out step);
        if (fault is not null)
            throw new InputException($"{name}: time[{row}]: {fault}");
        for (int i = 0; i < target.Length; i++)
        {
            double value = values[i]?[row] ?? double.NaN;
            if (!double.IsNaN(value) && RecordColumns.Fault(instruments[i], value) is { } wrong)
                throw new InputException($"{name}: {instruments[i].Name}[{row}]: {wrong}");
            target[i] = (float)value;
        }

        row++;
        return true;
    }

    /// <inheritdoc/>
    protected override void Close()
    {
    }

    private static NetCdfVariable? Find(NetCdfFile file, RecordColumns columns, string wanted, bool required)
    {
        string header = columns.Header(wanted);
        NetCdfVariable? found = header.Length == 0 ? null : file.Find(header);
        return found is not null || header.Length == 0 || !(required || columns.Headers.ContainsKey(wanted)) ? found
            : throw new InputException($"{file.Name}: expected a variable {header}{(header == wanted ? "" : $" for {wanted}")}, found "
                + $"{string.Join(", ", file.Variables.Select(v => v.Name))}.");
    }
}
