namespace Vardax.Managed.Tests.Support;

/// <summary>Closeness with the tolerance spelled out; NaN is close to nothing.</summary>
internal static class CloseAssert
{
    public static void Absolute(double expected, double actual, double tolerance, string context = "")
    {
        if (!(Math.Abs(actual - expected) <= tolerance))
            Assert.Fail($"{context}: expected {expected:R} within {tolerance:R}, found {actual:R}.");
    }

    public static void Relative(double expected, double actual, double tolerance, string context = "") =>
        Absolute(expected, actual, tolerance * Math.Abs(expected), context);

    public static void Absolute(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string context = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Absolute(expected[i], actual[i], tolerance, $"{context} [{i}]");
    }

    public static void Absolute(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, double tolerance, string context = "")
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Absolute(expected[i], actual[i], tolerance, $"{context} [{i}]");
    }
}
