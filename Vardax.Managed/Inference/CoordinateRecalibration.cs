namespace Vardax.Managed.Inference;

/// <summary>
/// The distribution of one whitened coordinate of the first state's error, by how long the coordinate is (by how far the state moves
/// for one standard deviation of it): long ones the observations have shaped, short ones the model's contraction.
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

    /// <summary>Fits the classes, equally many values in each: about 1,000 or more where there are as many, and at most 8 classes.</summary>
    internal static CoordinateRecalibration Fit((double Length, double Value)[] coordinates)
    {
        Array.Sort(coordinates);
        int classes = Math.Clamp(coordinates.Length / ValuesPerClass, 1, MostClasses);
        int Boundary(int i) => (int)((long)coordinates.Length * i / classes);
        return new CoordinateRecalibration(
            [.. Enumerable.Range(1, classes - 1).Select(i => coordinates[Boundary(i)].Length)],
            [.. Enumerable.Range(0, classes).Select(i => ScaleMixture.Fit(
                [.. coordinates[Boundary(i)..Boundary(i + 1)].Select(c => c.Value)]))]);
    }
}
