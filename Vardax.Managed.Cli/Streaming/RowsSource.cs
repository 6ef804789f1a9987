using System.Buffers;
using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Windows of numbers, NaN where nothing is observed or with masks of their own.</summary>
/// <param name="rows">The observations.</param>
/// <param name="masks">Their masks; null where the numbers tell.</param>
/// <param name="backgrounds">What is known of the windows beforehand; null if nothing is.</param>
/// <param name="entries">Entries of a window.</param>
internal sealed class RowsSource(WindowRows rows, MaskRows? masks, Backgrounds? backgrounds, int entries) : IWindowSource
{
    private readonly float[] values = new float[entries];

    /// <inheritdoc/>
    public bool TryRead(WindowSlot slot)
    {
        if (!rows.TryRead(values))
        {
            masks?.End();
            backgrounds?.End();
            return false;
        }

        masks?.Next(slot, rows.Id);
        backgrounds?.Next(slot);
        slot.SetBackground(slot.HasBackground);
        slot.Id.ResetWrittenCount();
        if (rows.Id is { } id)
            slot.Id.Write(Encoding.UTF8.GetBytes(id));
        int unseen = slot.Fill(values, slot.HasMask ? slot.Mask : []);
        return unseen < 0 ? true : throw rows.Fault(unseen, float.IsNaN(values[unseen])
            ? "expected a number, where the mask is 1, found none"
            : $"expected a {Kind(values[unseen])} number, or NaN where nothing is observed, found {values[unseen].ToString(CultureInfo.InvariantCulture)}");
    }

    /// <summary>What the number is not: a finite one that is refused is of an instrument with lognormal errors.</summary>
    private static string Kind(float value) => float.IsFinite(value) ? "positive" : "finite";

    /// <inheritdoc/>
    public void Dispose()
    {
        rows.Dispose();
        masks?.Dispose();
    }
}
