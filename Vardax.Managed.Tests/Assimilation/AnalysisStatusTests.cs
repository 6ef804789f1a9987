using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class AnalysisStatusTests
{
    [Theory]
    [InlineData(1f, 1f, AnalysisCode.Ok, true)]
    [InlineData(float.NaN, 1f, AnalysisCode.NotFinite, false)]
    [InlineData(float.NegativeInfinity, 1f, AnalysisCode.NotFinite, false)]
    [InlineData(1f, 0f, AnalysisCode.NotFinite, false)]
    [InlineData(1f, -1f, AnalysisCode.NotFinite, false)]
    [InlineData(1f, float.NaN, AnalysisCode.NotFinite, false)]
    [InlineData(1f, float.PositiveInfinity, AnalysisCode.NotFinite, false)]
    public void Every_entry_is_finite_with_a_positive_deviation(float mean, float std, AnalysisCode code, bool usable)
    {
        AnalysisStatus status = AnalysisStatus.Of([0, mean], [1, std]);
        Assert.Equal((code, usable), (status.Code, status.IsUsable));
        Assert.Equal(usable, !status.Message.Contains("entry 1 of the window", StringComparison.Ordinal));
    }

    [Fact]
    public void The_numbers_of_the_codes_stay()
    {
        Assert.Equal(Enumerable.Range(0, 12), Enum.GetValues<AnalysisCode>().Select(code => (int)code));
        Assert.Equal(AnalysisCode.Ok, AnalysisStatus.Ok.Code);
    }
}
