using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class WilsonIntervalTests
{
    // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I,
    // method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Intervals_are_the_published_ones(int successes, int trials, double lower, double upper)
    {
        Interval interval = WilsonInterval.Of(successes, trials);
        CloseAssert.Absolute(lower, interval.Lower, 5e-5);
        CloseAssert.Absolute(upper, interval.Upper, 5e-5);
    }

    [Fact]
    public void Its_ends_are_where_the_score_test_rejects()
    {
        // (p_hat - p)^2 = z^2 p (1 - p) / n at both ends.
        double z = 2.5758293035489;
        Interval interval = WilsonInterval.Of(7, 40, 0.99);
        foreach (double p in (double[])[interval.Lower, interval.Upper])
            CloseAssert.Relative(z * z * p * (1 - p) / 40, Math.Pow((7 / 40.0) - p, 2), 1e-10);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("trials", () => WilsonInterval.Of(0, 0));
        Refuses.Argument("successes", () => WilsonInterval.Of(3, 2));
        Refuses.Argument("successes", () => WilsonInterval.Of(-1, 2));
        Refuses.Argument("level", () => WilsonInterval.Of(1, 2, 1));
    }
}
