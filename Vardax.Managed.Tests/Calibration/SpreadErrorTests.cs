using Vardax.Managed.Calibration;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class SpreadErrorTests
{
    [Theory]
    [InlineData(1.0, GateVerdict.Pass)]
    [InlineData(0.8, GateVerdict.FailOverConfident)]
    [InlineData(1.25, GateVerdict.FailUnderConfident)]
    public void The_ratio_is_held_against_one(double std, GateVerdict verdict)
    {
        const int count = 1000;
        double[] squares = [.. Numbers.Normal(6, count).Select(e => e * e)];
        GateResult gate = SpreadError.Judge(squares, [.. Enumerable.Repeat(std * std, count)]);
        Assert.Equal(verdict, gate.Verdict);
        CloseAssert.Relative(std / Math.Sqrt(squares.Average()), gate.Statistic, 1e-12);
        // The error of log RMSE of n Gaussian errors is sqrt(1 / 2n).
        CloseAssert.Relative(2 * 1.96 * Math.Sqrt(1 / 2000.0), Math.Log(gate.Interval.Upper / gate.Interval.Lower), 0.15);
    }

    [Fact]
    public void Lengths_must_meet() => Refuses.Argument("denominators", () => SpreadError.Judge([1, 2], [1]));
}
