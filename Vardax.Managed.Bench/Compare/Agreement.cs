namespace Vardax.Managed.Bench.Compare;

/// <summary>How far two results are apart, and how far they may be.</summary>
internal static class Agreement
{
    /// <summary>Of losses and analyses: orders of summation differ, the work must not.</summary>
    public const double Tolerance = 1e-3;

    /// <summary>Largest difference, relative to the largest expected value.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        if (expected.Length != found.Length)
            return double.PositiveInfinity;
        double difference = 0, scale = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)expected[i] - found[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
        }

        return difference / scale;
    }

    /// <summary>Stops the comparison when the results are not the same: a time would mean nothing.</summary>
    public static double Require(string what, double difference, double tolerance = Tolerance) => difference <= tolerance
        ? difference
        : throw new InvalidOperationException($"{what}: the outputs differ by {difference:0.0E+0}, more than {tolerance:0E+0}.");
}
