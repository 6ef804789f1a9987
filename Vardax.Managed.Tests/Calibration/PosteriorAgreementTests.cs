using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class PosteriorAgreementTests
{
    private static readonly ProblemGenerator Generator = new(LinearProblem.Settings);

    [Fact]
    public void A_posterior_agrees_with_itself()
    {
        PosteriorAgreementReport report = Compare(() => new LinearPosterior());
        Assert.Equal(GateVerdict.Pass, report.Gate.Verdict);
        Assert.Equal((1, 1), (report.Gate.Statistic, report.RmsRate));
        Assert.Equal((0, 0, 1), (report.Max.P95, report.Rms.P95, report.StdRatio.P05));
        Assert.Equal(200, report.Windows);
    }

    [Fact]
    public void A_displacement_is_measured_in_standard_deviations()
    {
        PosteriorAgreementReport report = Compare(() => new LinearPosterior(Fault.Shifted));
        CloseAssert.Absolute(0.2, report.Max.Median, 1e-5);
        CloseAssert.Absolute(0.2, report.Rms.Median, 1e-5);
        Assert.True(report.Gate.Passed);
        PosteriorAgreementReport strict = Compare(() => new LinearPosterior(Fault.Shifted), new() { Sigmas = 0.19 });
        Assert.Equal(GateVerdict.FailDisagreement, strict.Gate.Verdict);
        Assert.Equal((0, 0, 0), (strict.Gate.Statistic, strict.RmsRate, strict.EntryRate.Value));
    }

    [Fact]
    public void Standard_deviations_are_compared_beside_the_means()
    {
        PosteriorAgreementReport report = Compare(() => new LinearPosterior(Fault.Narrow));
        Assert.True(report.Gate.Passed);
        CloseAssert.Absolute(0.9, report.StdRatio.P05, 1e-6);
        CloseAssert.Absolute(0.9, report.StdRatio.P95, 1e-6);
    }

    [Fact]
    public void One_entry_out_of_eighteen_fails_the_window_and_not_its_root_mean_square()
    {
        PosteriorAgreementReport report = Compare(() => new Displaced(2.5, _ => true));
        Assert.Equal((0, 1), (report.Gate.Statistic, report.RmsRate));
        CloseAssert.Absolute(2.5, report.Max.Median, 1e-5);
        CloseAssert.Absolute(2.5 / Math.Sqrt(18), report.Rms.Median, 1e-5);
        CloseAssert.Absolute(17 / 18.0, report.EntryRate.Value, 1e-12);
    }

    [Theory]
    [InlineData(0.9, GateVerdict.Pass)]
    [InlineData(0.99, GateVerdict.FailDisagreement)]
    public void The_share_of_windows_is_held_against_the_required_rate(double required, GateVerdict verdict)
    {
        // The first observation is Gaussian with mean 2 and variance 1.5^2 + 0.7^2: above 5 one time in 28.
        PosteriorAgreementReport report = Compare(
            () => new Displaced(2, p => p.Observations[0] > 5), new() { RequiredRate = required });
        Assert.Equal(verdict, report.Gate.Verdict);
        Assert.True(report.Gate.Interval.Contains(1 - (1 / 28.4)));
    }

    [Fact]
    public void What_the_candidate_cannot_analyse_does_not_agree()
    {
        PosteriorAgreementReport report = Compare(() => new LinearPosterior { UnusableAbove = 2 });
        Assert.InRange(report.CandidateUnusable, 70, 130);
        Assert.Equal(1 - (report.CandidateUnusable / 200.0), report.Gate.Statistic);
        Assert.Equal(GateVerdict.FailDisagreement, report.Gate.Verdict);
    }

    [Fact]
    public void Without_a_reference_nothing_is_judged()
    {
        PosteriorAgreementReport report = PosteriorAgreement.Run(
            Generator, () => new LinearPosterior(), () => new LinearPosterior { UnusableAbove = -100 }, RandomKey.FromSeed(1));
        Assert.Equal((GateVerdict.NotJudged, 0), (report.Gate.Verdict, report.Windows));
        Assert.True(double.IsNaN(report.Max.Median));
    }

    [Fact]
    public void The_report_is_the_same_at_every_number_of_threads()
    {
        IAnalysis Candidate() => new Displaced(2, p => p.Observations[0] > 2);
        double[] Run(int threads) => Compare(Candidate, parallel: new() { MaxDegreeOfParallelism = threads }).MaxDeviations;
        Assert.Equal(Run(1), Run(5));
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Refuses.Argument("options", () => Compare(() => new LinearPosterior(), new() { Problems = 1 }));
        Refuses.Argument("options", () => Compare(() => new LinearPosterior(), new() { Sigmas = 0 }));
    }

    private static PosteriorAgreementReport Compare(
        Func<IAnalysis> candidate, PosteriorAgreementOptions? options = null, ParallelOptions? parallel = null) =>
        PosteriorAgreement.Run(Generator, candidate, () => new LinearPosterior(), RandomKey.FromSeed(4), options, parallel);

    /// <summary>The exact posterior, with one entry displaced by so many standard deviations on some problems.</summary>
    private sealed class Displaced(double sigmas, Func<ObservedWindow, bool> isDisplaced) : IAnalysis
    {
        public string Name => "displaced";

        public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
        {
            AnalysisStatus status = new LinearPosterior().Analyze(problem, mean, standardDeviation);
            mean[5] += isDisplaced(problem) ? (float)(sigmas * standardDeviation[5]) : 0;
            return status;
        }
    }
}
