using Vardax.Managed.Guards;

namespace Vardax.Managed.Tests.Guards;

public sealed class GuardTests
{
    private static readonly double[] NotFinite = [double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    [Fact]
    public void What_holds_passes_and_comes_back_as_it_is()
    {
        Guard.Length(2, 2, "x");
        Guard.AtLeast(2, 3, "x");
        Guard.Matrix(6, 2, 3, "x");
        Guard.Finite([0, -1, double.MaxValue], "x");
        Guard.Finite(double.MinValue);
        Guard.Setting(true, "x", 1, "1");
        Assert.Equal((1, double.Epsilon), (Guard.Positive(1), Guard.Positive(double.Epsilon)));
        Assert.Equal((0, 0.5), (Guard.NotNegative(0), Guard.Share(0.5)));
    }

    [Fact]
    public void Sizes_are_told_with_what_was_expected()
    {
        Refused("Expected 2 entries, found 3.", () => Guard.Length(2, 3, "x"));
        Refused("Expected at least one entry.", () => Guard.Length(0, 0, "x"));
        Refused("Expected at least 3 values, found 2.", () => Guard.AtLeast(3, 2, "x"));
        Refused("Expected 2 x 3 entries, at least 1 x 1, found 5.", () => Guard.Matrix(5, 2, 3, "x"));
        Refused("Expected 0 x 3 entries, at least 1 x 1, found 0.", () => Guard.Matrix(0, 0, 3, "x"));
        Refused("Expected 65536 x 65537 entries, at least 1 x 1, found 65536.", () => Guard.Matrix(65536, 65536, 65537, "x"));
    }

    [Fact]
    public void Numbers_are_told_with_their_value()
    {
        foreach (double x in NotFinite)
        {
            Refused("Expected a finite number.", () => Guard.Finite(x), x);
            Refused($"Entry 1 is {x}; expected a finite number.", () => Guard.Finite([0, x], "x"));
        }

        foreach (double x in (double[])[.. NotFinite, 0, -1])
            Refused("Expected a finite positive number.", () => Guard.Positive(x), x);
        foreach (double x in (double[])[.. NotFinite, -double.Epsilon])
            Refused("Expected a finite number, 0 or more.", () => Guard.NotNegative(x), x);
        foreach (double x in (double[])[.. NotFinite, 0, 1])
            Refused("Expected a number in (0, 1).", () => Guard.Share(x), x);
        Refused("x is 0.5; it must be a whole number.", () => Guard.Setting(false, "x", 0.5, "a whole number"));
    }

    private static void Refused(string message, Action check, double? value = null)
    {
        ArgumentException failure = Assert.ThrowsAny<ArgumentException>(check);
        Assert.Equal("x", failure.ParamName);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(value, (failure as ArgumentOutOfRangeException)?.ActualValue);
    }
}
