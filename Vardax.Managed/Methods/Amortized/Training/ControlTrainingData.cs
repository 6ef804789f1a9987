using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>
/// Pairs for a posterior over the control, from pairs of whole windows with their lead-in: the observed entries, and the first
/// state.
/// </summary>
internal sealed class ControlTrainingData : ITrainingData
{
    private readonly ITrainingData windows;
    private readonly int entries, seen, controls;
    private readonly int[] observed;

    public ControlTrainingData(ITrainingData windows, ProblemSettings settings, ReadOnlySpan<int> observed)
    {
        (this.windows, this.observed) = (windows, observed.ToArray());
        (entries, seen, controls) = (settings.WindowEntries, settings.ObservationEntries, settings.StateDimension);
    }

    /// <inheritdoc/>
    public int ScratchSize(int rows) => (rows * (entries + (2 * seen))) + windows.ScratchSize(rows);

    /// <inheritdoc/>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
        Span<float> scratch)
    {
        int size = rows * seen;
        Span<float> y = scratch[..size], m = scratch.Slice(size, size), x = scratch.Slice(2 * size, rows * entries);
        windows.Fill(step, batchSize, firstRow, rows, y, m, x, scratch[((2 * size) + x.Length)..]);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> window = y.Slice(row * seen, seen), mask = m.Slice(row * seen, seen);
            for (int i = 0; i < observed.Length; i++)
            {
                int at = (row * observed.Length) + i;
                (observations[at], masks[at]) = (window[observed[i]], mask[observed[i]]);
            }

            x.Slice(row * entries, controls).CopyTo(states[(row * controls)..]);
        }
    }
}
