using Vardax.Managed.Calibration;
using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class ExpectedCoverageTests
{
    // Two levels: the normal half-width of 0.975 is 2.2414; the tolerance 0.01 and 2.2414 x 0.01 allow 0.0324.
    [Theory]
    [InlineData(0.5, 0.9, GateVerdict.Pass)]
    [InlineData(0.5 - 0.032, 0.9, GateVerdict.Pass)]
    [InlineData(0.5 - 0.033, 0.9, GateVerdict.FailOverConfident)]
    [InlineData(0.5, 0.9 + 0.032, GateVerdict.Pass)]
    [InlineData(0.5, 0.9 + 0.033, GateVerdict.FailUnderConfident)]
    [InlineData(0.5 + 0.033, 0.9 - 0.04, GateVerdict.FailOverConfident)]
    public void Coverage_may_be_off_by_the_tolerance_beyond_its_sampling_error(double first, double second, GateVerdict verdict)
    {
        CoverageCurve curve = new("x", [0.5, 0.9], [new MeanEstimate(first, 0.01), new MeanEstimate(second, 0.01)]);
        Assert.Equal(verdict, ExpectedCoverage.Judge(curve).Verdict);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("curve", () => ExpectedCoverage.Judge(new CoverageCurve("x", [], [])));
        Refuses.Argument("curve", () => ExpectedCoverage.Judge(new CoverageCurve("x", [0.5], [new(0.5, double.NaN)])));
        Refuses.Argument("tolerance", () => ExpectedCoverage.Judge(new CoverageCurve("x", [0.5], [new(0.5, 0.1)]), -1));
    }
}
