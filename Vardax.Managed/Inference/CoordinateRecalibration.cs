namespace Vardax.Managed.Inference;

/// <summary>
/// The distribution of one whitened coordinate of the first state's error, by how long the coordinate is (by how far the window moves
/// for one standard deviation of it): what is predicted to be wide has often been predicted too wide, and the other way round.
/// </summary>
/// <param name="Edges">Lengths between the classes, ascending: one fewer than there are classes.</param>
/// <param name="Classes">The distribution in each class, shortest first.</param>
public sealed record CoordinateRecalibration(IReadOnlyList<double> Edges, IReadOnlyList<ScaleMixture> Classes)
{
    private const int MostClasses = 8;
    private const int ValuesPerClass = 1024;

    /// <summary>The same distribution at every length.</summary>
    public CoordinateRecalibration(ScaleMixture distribution)
        : this([], [distribution])
    {
    }

    /// <summary>The distribution of a coordinate of this length.</summary>
    public ScaleMixture At(double length)
    {
        int i = 0;
        while (i < Edges.Count && length > Edges[i])
            i++;
        return Classes[i];
    }

    /// <summary>
    /// Fits the classes, about equally many values in each: 1,000 or more where there are as many, at most 8 classes, and equal
    /// lengths in one.
    /// </summary>
    internal static CoordinateRecalibration Fit((double Length, double Value)[] coordinates)
    {
        (double Length, double Value)[] sorted = [.. coordinates.OrderBy(c => c.Length)];
        int classes = Math.Clamp(sorted.Length / ValuesPerClass, 1, MostClasses);
        int[] ends =
        [
            .. Enumerable.Range(1, classes - 1).Select(i => (int)((long)sorted.Length * i / classes))
                .Where(end => sorted[end - 1].Length < sorted[end].Length),
            sorted.Length,
        ];
        return new CoordinateRecalibration(
            [.. ends.SkipLast(1).Select(end => sorted[end - 1].Length)],
            [.. ends.Select((end, i) => ScaleMixture.Fit(
                [.. sorted[(i == 0 ? 0 : ends[i - 1])..end].Select(c => c.Value)]))]);
    }
}
