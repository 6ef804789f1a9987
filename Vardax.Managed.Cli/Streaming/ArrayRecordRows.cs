using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A record in arrays that are in memory: values (rows, instruments) and, if it has them, a mask and times.</summary>
internal sealed class ArrayRecordRows : RecordRows
{
    private readonly string name;
    private readonly IReadOnlyList<Instrument> instruments;
    private readonly double[] values;
    private readonly double[]? mask, times;
    private int row;

    /// <summary>Takes the arrays of a .npz file: <c>obs</c>, and if there are <c>mask</c> and <c>time</c>.</summary>
    /// <exception cref="InputException">An array has another shape.</exception>
    public ArrayRecordRows(NpzFile file, ProblemSettings settings, RecordClock clock)
        : base(clock)
    {
        (name, instruments) = (file.Name, settings.Observing.Instruments);
        NpyArray obs = file["obs"];
        if (obs.Shape is not [var rows, var width] || width != instruments.Count)
            throw new InputException($"{name}: expected an array obs of (rows, {instruments.Count}), found ({string.Join(", ", obs.Shape)}).");
        values = obs.ToDoubles();
        mask = Optional("mask", [rows, width]);
        times = Optional("time", [rows]);

        double[]? Optional(string array, int[] shape) => !file.Arrays.TryGetValue(array, out NpyArray? found) ? null
            : found.Shape.SequenceEqual(shape) ? found.ToDoubles()
            : throw new InputException($"{name}: expected an array {array} of ({string.Join(", ", shape)}), found ({string.Join(", ", found.Shape)}).");
    }

    /// <inheritdoc/>
    public override bool TryRead(Span<float> target, out long step)
    {
        step = -1;
        int width = instruments.Count;
        if (row * width == values.Length)
            return false;
        string? fault = times is null ? Clock.Read(out step) : Clock.Read(times[row], false, out step);
        if (fault is not null)
            throw new InputException($"{name}: time[{row}]: {fault}");
        for (int i = 0; i < width; i++)
        {
            int at = (row * width) + i;
            if (mask is not null && mask[at] is not (0 or 1))
                throw new InputException(FormattableString.Invariant($"{name}: mask[{row}, {i}]: expected 0 or 1, found {mask[at]}"));
            target[i] = (float)(mask is null || mask[at] == 1 ? values[at] : double.NaN);
            if (double.IsNaN(target[i]))
            {
                if (mask is not null && mask[at] == 1)
                    throw new InputException($"{name}: obs[{row}, {i}]: expected a number, since the mask is 1, found none");
            }
            else if (RecordColumns.Fault(instruments[i], values[at]) is { } wrong)
            {
                throw new InputException($"{name}: obs[{row}, {i}]: {wrong}");
            }
        }

        row++;
        return true;
    }

    /// <inheritdoc/>
    protected override void Close()
    {
    }
}
