using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>
/// Pairs for a posterior over the control, from pairs of whole windows with their lead-in: the observed entries, and the first
/// state in its free coordinates.
/// </summary>
internal sealed class ControlTrainingData : ITrainingData
{
    private readonly ITrainingData windows;
    private readonly int entries, seen;
    private readonly int[] observed;
    private readonly InitialDistribution coordinates;

    public ControlTrainingData(ITrainingData windows, ProblemSettings settings, ReadOnlySpan<int> observed)
    {
        (this.windows, this.observed) = (windows, observed.ToArray());
        (entries, seen) = (settings.WindowEntries, settings.ObservationEntries);
        coordinates = StartCoordinates.Of(settings);
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

            ToCoordinates(x.Slice(row * entries, entries), states.Slice(row * coordinates.Coordinates, coordinates.Coordinates));
        }
    }

    /// <summary>The free coordinates of a window's first state.</summary>
    private void ToCoordinates(ReadOnlySpan<float> window, Span<float> control)
    {
        ReadOnlySpan<int> free = coordinates.Free;
        for (int i = 0; i < free.Length; i++)
            control[i] = (float)coordinates.Components[free[i]].ToCoordinate(window[free[i]]);
    }
}
