namespace Vardax.Managed.Methods.Filtering;

/// <summary>A filter has lost the truth if the innovation's chi square, in ten updates in a row, is one that a consistent filter meets once in 1,000.</summary>
internal sealed class LostTruth
{
    /// <summary>How often a spread may be doubled to find it again.</summary>
    public const int MostDoublings = 60;

    private const int LostAfter = 10;
    private const double Unlikely = 3.09;

    // How many updates in a row were unlikely.
    private readonly double[] unlikely = new double[1];

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [unlikely];

    /// <summary>Judges an update's innovation; after a yes it counts anew.</summary>
    public bool IsLost(Innovation innovation)
    {
        unlikely[0] = innovation.ChiSquare > ChiSquareQuantile.Of(innovation.Count, Unlikely) ? unlikely[0] + 1 : 0;
        bool isLost = unlikely[0] >= LostAfter;
        if (isLost)
            unlikely[0] = 0;
        return isLost;
    }
}
