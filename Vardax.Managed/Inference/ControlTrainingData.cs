using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Inference;

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
    public int ScratchSize(int rows) => (2 * rows * entries) + windows.ScratchSize(rows);

    /// <inheritdoc/>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> states, Span<float> scratch)
    {
        Span<float> y = scratch[..(rows * entries)], x = scratch.Slice(y.Length, y.Length);
        windows.Fill(step, batchSize, firstRow, rows, y, x, scratch[(2 * y.Length)..]);
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> window = y.Slice(row * entries, entries);
            for (int i = 0; i < observed.Length; i++)
                observations[(row * observed.Length) + i] = window[observed[i]];
            x.Slice(row * entries, controls).CopyTo(states[(row * controls)..]);
        }
    }
}
