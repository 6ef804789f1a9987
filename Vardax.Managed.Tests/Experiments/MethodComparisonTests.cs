using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Variational;

namespace Vardax.Managed.Tests.Experiments;

public class MethodComparisonTests
{
    [Fact]
    public void On_the_attractor_multi_start_4DVar_is_as_accurate_as_the_exact_posterior_and_both_are_calibrated()
    {
        ComparisonResult result = Compare(AnalysisMethod.StrongFourDVar, AnalysisMethod.Oracle, AnalysisMethod.OptimalInterpolation);
        MethodSummary strong = Of(result, "strong_4dvar"), oracle = Of(result, "oracle"), oi = Of(result, "oi");
        Assert.InRange(strong.RmseAssim.Value / oracle.RmseAssim.Value, 0.9, 1.1);
        Assert.InRange(strong.Nll.Value - oracle.Nll.Value, -8, 8);
        Assert.Equal(0, strong.Unusable);
        foreach (MethodSummary method in (MethodSummary[])[strong, oracle])
        {
            Assert.InRange(method.Coverage1Sigma.Value, 0.6827 - 0.03, 0.6827 + 0.03);
            Assert.InRange(method.Coverage2Sigma.Value, 0.9545 - 0.02, 0.9545 + 0.02);
        }

        Assert.All(result.Results, results => Assert.Equal(MethodSummary.Of(results).Nll, Of(result, results[0].Name).Nll));

        // What is worse is seen to be.
        Assert.True(oi.RmseAssim.Lower > 2 * oracle.RmseAssim.Upper, $"{oi.RmseAssim} against {oracle.RmseAssim}");
    }

    [Fact]
    public void Without_the_lead_in_the_gaussian_background_costs_a_tenth()
    {
        MethodComparison without = Comparison(AnalysisMethod.StrongFourDVar) with { LeadSteps = 0 };
        double ratio = Of(without.Run(), "strong_4dvar").RmseAssim.Value
            / Of(Compare(AnalysisMethod.StrongFourDVar), "strong_4dvar").RmseAssim.Value;
        Assert.InRange(ratio, 1.1, 1.2);
    }

    [Fact]
    public void One_problem_is_the_one_of_the_key()
    {
        ComparisonResult result = new MethodComparison
        {
            Methods = [AnalysisMethod.Climatology, AnalysisMethod.StrongFourDVar], Background = BackgroundKind.Published,
            Starts = MultiStart.PriorMean,
        }.Run(cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(["strong_4dvar", "climatology"], result.First.Select(r => r.Name));
        Assert.Equal(1, result.Table.Methods[0].Problems);
        Assert.Empty(result.EffectiveSampleSizes);
        Assert.Null(result.Model);
        Assert.Equal("ok", Of(result, "strong_4dvar").Message);
    }

    [Fact]
    public void A_model_that_is_trained_here_and_not_polished_has_no_polished_answers()
    {
        MethodComparison comparison = Comparison(AnalysisMethod.Polished, AnalysisMethod.Amortized) with
        {
            Recipe = Recipes.Control with { Steps = 2 },
            Polish = null,
            RecalibrationProblems = 0,
            Problems = 2,
            LeadSteps = 0,
        };
        Assert.Equal(["amortized"], comparison.Run(cancellation: TestContext.Current.CancellationToken).First.Select(r => r.Name));
        MethodComparison polished = comparison with { Methods = [AnalysisMethod.Polished] };
        Assert.Throws<ArgumentException>(() => polished.Run(cancellation: TestContext.Current.CancellationToken));
    }

    [Fact]
    public void No_method_is_refused() =>
        Assert.Throws<ArgumentException>(() => new MethodComparison { Methods = [] }.Run());

    private static MethodComparison Comparison(params AnalysisMethod[] methods) =>
        new() { Settings = Presets.Attractor() with { TotalSteps = 50 }, Methods = methods, Problems = 256 };

    private static ComparisonResult Compare(params AnalysisMethod[] methods) =>
        Comparison(methods).Run(cancellation: TestContext.Current.CancellationToken);

    private static MethodSummary Of(ComparisonResult result, string name) => result.Table.Methods.Single(m => m.Name == name);
}
