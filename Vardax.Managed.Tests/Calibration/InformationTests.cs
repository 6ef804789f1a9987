using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

/// <summary>On a linear Gaussian problem optimal interpolation with the exact background is exact, and climatology the prior.</summary>
public sealed class InformationTests
{
    private static readonly ProblemSettings Settings = LinearProblem.Settings;
    private static readonly ProblemGenerator Generator = new(Settings with { TotalSteps = Settings.WindowSteps });
    private static readonly Climatology Prior = Climatology.Estimate(Generator, RandomKey.FromSeed(3), 4096);

    private static readonly OptimalInterpolation Exact =
        new(Settings, WindowPrior.Climatological(Generator, RandomKey.FromSeed(4), 20_000));

    [Fact]
    public void A_calibrated_answer_that_knows_less_fails_where_the_exact_one_passes()
    {
        GateResult prior = Run(() => Prior, "exact", () => Exact), exact = Run(() => Exact, "prior", () => Prior);
        Assert.Equal((GateVerdict.FailUninformative, GateVerdict.Pass), (prior.Verdict, exact.Verdict));
        Assert.Contains("exact", prior.Explanation, StringComparison.Ordinal);
        CloseAssert.Relative(prior.Statistic, -exact.Statistic, 1e-12);
    }

    [Fact]
    public void An_answer_as_good_as_the_best_other_passes_and_nothing_to_compare_with_is_refused()
    {
        Assert.Equal(0, Run(() => Exact, "itself", () => Exact).Statistic);
        Refuses.Argument("others", () => Information.Run(
            Generator, () => Exact, new Dictionary<string, Func<IAnalysis>>(), Prior, RandomKey.FromSeed(1)));
    }

    [Theory]
    [InlineData("pass", null)]
    [InlineData("not_judged", null)]
    [InlineData("fail_over_confident", "TARP (over-confident) fails; try more training steps, then head flow if posteriors bend")]
    [InlineData("fail_uninformative", "TARP (uninformative) fails; try more training steps, or another lead-in of the polish")]
    public void A_summary_says_which_gates_fail_and_what_to_try(string verdict, string? expected) =>
        Assert.Equal(expected, new CalibrationSummary(20, 1, 1, 0.68, 0.95, new Dictionary<string, string>
        {
            ["SBC"] = "pass", ["TARP"] = verdict,
        }).Faults);

    private static GateResult Run(Func<IAnalysis> candidate, string name, Func<IAnalysis> other) => Information.Run(
        Generator, candidate, new Dictionary<string, Func<IAnalysis>> { [name] = other }, Prior, RandomKey.FromSeed(1), tolerance: 0.1);
}
