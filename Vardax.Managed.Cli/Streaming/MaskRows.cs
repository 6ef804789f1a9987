using System.Globalization;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Masks from an input of their own: one for all windows, or one for each.</summary>
/// <param name="rows">The masks.</param>
/// <param name="entries">Entries of a window.</param>
internal sealed class MaskRows(WindowRows rows, int entries) : IDisposable
{
    private readonly float[] mask = new float[entries];
    private long windows;

    /// <summary>Gives the next window its mask.</summary>
    /// <param name="slot">The window.</param>
    /// <param name="id">What its input calls it; null where it does not.</param>
    /// <exception cref="Exception">There is none left, or it is no mask.</exception>
    public void Next(WindowSlot slot, string? id = null)
    {
        if (!rows.IsSingle || windows == 0)
        {
            if (!rows.TryRead(mask))
                throw new InputException($"{rows.Name}: expected a mask for each window, found {windows} for more windows.");
            for (int e = 0; e < mask.Length; e++)
            {
                if (mask[e] is not (0 or 1))
                {
                    string found = float.IsNaN(mask[e]) ? "nothing" : mask[e].ToString(CultureInfo.InvariantCulture);
                    throw rows.Fault(e, $"expected 0 or 1, found {found}");
                }
            }
        }

        if (!rows.IsSingle && id is not null && rows.Id is { } other && other != id)
            throw rows.Fault(0, $"expected the mask of window {id}, found that of window {other}");
        windows++;
        mask.CopyTo(slot.Mask, 0);
        slot.HasMask = true;
        slot.MaskId = rows.IsSingle ? null : rows.Id;
    }

    /// <summary>Makes sure that no mask is left, nor a row of one.</summary>
    /// <exception cref="InputException">One is.</exception>
    public void End()
    {
        if (rows.TryRead(mask))
            throw new InputException($"{rows.Name}: expected a mask for each of {windows} windows, found more.");
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();
}
