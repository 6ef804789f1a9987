using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>
/// Pairs for a posterior over the control, from pairs of whole windows with their lead-in: the observed entries, and the first
/// state.
/// </summary>
internal sealed class ControlTrainingData : ITrainingData
{
    private readonly ITrainingData windows;
    private readonly int entries, controls;
    private readonly int[] observed;

    public ControlTrainingData(ITrainingData windows, ProblemSettings settings, ReadOnlySpan<int> observed)
    {
        (this.windows, this.observed) = (windows, observed.ToArray());
        (entries, controls) = (settings.WindowEntries, settings.StateDimension);
    }

    /// <inheritdoc/>
    public int ScratchSize(int rows) => (3 * rows * entries) + windows.ScratchSize(rows);

    /// <inheritdoc/>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
        Span<float> scratch)
    {
        int size = rows * entries;
        Span<float> y = scratch[..size], m = scratch.Slice(size, size), x = scratch.Slice(2 * size, size);
        windows.Fill(step, batchSize, firstRow, rows, y, m, x, scratch[(3 * size)..]);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> window = y.Slice(row * entries, entries), mask = m.Slice(row * entries, entries);
            for (int i = 0; i < observed.Length; i++)
            {
                int at = (row * observed.Length) + i;
                (observations[at], masks[at]) = (window[observed[i]], mask[observed[i]]);
            }

            x.Slice(row * entries, controls).CopyTo(states[(row * controls)..]);
        }
    }
}
