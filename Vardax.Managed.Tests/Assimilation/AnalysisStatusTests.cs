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
        Assert.Equal(Enumerable.Range(0, 14), Enum.GetValues<AnalysisCode>().Select(code => (int)code));
        Assert.Equal(AnalysisCode.Ok, AnalysisStatus.Ok.Code);
    }

    [Fact]
    public void Samples_are_finite_and_densities_are_numbers()
    {
        Assert.Equal(AnalysisStatus.Ok, AnalysisStatus.OfSamples([1, -2, 0, 4], 2));
        Assert.Equal((AnalysisCode.NotFinite, false, "entry 1 of sample 1 is NaN"), Parts(AnalysisStatus.OfSamples([1, 2, 3, float.NaN], 2)));
        Assert.Equal(AnalysisStatus.Ok, AnalysisStatus.OfLogProbs([-3, double.NegativeInfinity]));
        Assert.Equal((AnalysisCode.NotFinite, false, "the log density of window 1 is NaN"), Parts(AnalysisStatus.OfLogProbs([-3, double.NaN])));
        Assert.False(AnalysisStatus.OfLogProbs([double.PositiveInfinity]).IsUsable);
    }

    [Fact]
    public void Worse_is_first_what_is_not_usable_then_what_is_not_ok()
    {
        AnalysisStatus ok = AnalysisStatus.Ok, converged = AnalysisStatus.Usable(AnalysisCode.Ok, "converged");
        AnalysisStatus note = AnalysisStatus.Usable(AnalysisCode.NotPolished, "a"), other = AnalysisStatus.Usable(AnalysisCode.MultiStart, "b");
        AnalysisStatus bad = AnalysisStatus.Unusable(AnalysisCode.NotFinite, "c"), worse = AnalysisStatus.Unusable(AnalysisCode.Other, "d");
        Assert.Equal(converged, converged.Worse(ok));
        Assert.Equal(note, ok.Worse(note));
        Assert.Equal(note, note.Worse(ok));
        Assert.Equal(note, note.Worse(other));
        Assert.Equal(bad, note.Worse(bad));
        Assert.Equal(bad, bad.Worse(note));
        Assert.Equal(bad, bad.Worse(worse));
    }

    private static (AnalysisCode Code, bool IsUsable, string Message) Parts(AnalysisStatus s) => (s.Code, s.IsUsable, s.Message);
}
