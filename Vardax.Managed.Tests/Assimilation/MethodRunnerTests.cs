using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class MethodRunnerTests
{
    private const int Window = 11 * 3;

    private static readonly AssimilationProblem Problem =
        new ProblemGenerator(Presets.Attractor() with { WindowSteps = 10, TotalSteps = 30 }).Generate(RandomKey.FromSeed(4));

    private static readonly float[] Mean =
        [.. Problem.Truth.Values.Zip(Numbers.Normal(1, Window), (x, e) => (float)(x + (0.3 * e)))];

    private static readonly float[] Std = [.. Numbers.Uniform(2, Window, 0.1, 0.6).Select(s => (float)s)];

    private static readonly MethodResult Result =
        MethodRunner.Run(new FixedAnalysis(Mean, Std, AnalysisStatus.Ok), Problem, 1.25);

    [Fact]
    public void The_estimate_is_the_analysis_and_the_forecast_after_it()
    {
        BitwiseAssert.Equal<float>(FullTrajectory.FromWindow(Problem.Settings, Mean).Values, Result.Estimate.Values);
        Assert.Equal(Std, Result.StandardDeviation);
        Assert.Equal(("fixed", AnalysisStatus.Ok, 1.25), (Result.Name, Result.Status, Result.TrainTimeS));
    }

    [Fact]
    public void Errors_are_scored_by_region_time_and_component()
    {
        double[] square = [.. Result.Estimate.Values.Zip(Problem.Truth.Values, (x, t) => Math.Pow((double)x - t, 2))];
        CloseAssert.Relative(Math.Sqrt(square[..Window].Average()), Result.RmseAssim, 1e-14);
        CloseAssert.Relative(Math.Sqrt(square[Window..].Average()), Result.RmseForecast, 1e-14);
        CloseAssert.Relative(Math.Sqrt(square.Average()), Result.RmseTotal, 1e-14);
        Assert.Equal(31, Result.RmseTrace.Length);
        for (int t = 0; t < 31; t++)
            CloseAssert.Relative(Math.Sqrt(square[(3 * t)..(3 * (t + 1))].Average()), Result.RmseTrace[t], 1e-14);
        for (int c = 0; c < 3; c++)
        {
            double[] component = [.. square.Where((_, i) => i % 3 == c)];
            CloseAssert.Relative(Math.Sqrt(component[..(Window / 3)].Average()), Result.ComponentRmseAssim[c], 1e-14);
            CloseAssert.Relative(Math.Sqrt(component.Average()), Result.ComponentRmseTotal[c], 1e-14);
        }
    }

    [Fact]
    public void The_uncertainty_is_scored_over_the_window()
    {
        double[] z = [.. Mean.Select((m, i) => ((double)Problem.Truth.Values[i] - m) / Std[i])];
        double nll = z.Select((x, i) => (0.5 * x * x) + Math.Log(Std[i]) + (0.5 * Math.Log(2 * Math.PI))).Average();
        CloseAssert.Relative(nll, Result.Nll, 1e-12);
        CloseAssert.Absolute(z.Average(x => Math.Abs(x) <= 1 ? 1.0 : 0), Result.Coverage1Sigma, 1e-15);
        CloseAssert.Absolute(z.Average(x => Math.Abs(x) <= 2 ? 1.0 : 0), Result.Coverage2Sigma, 1e-15);
        for (int c = 0; c < 3; c++)
            CloseAssert.Relative(Std.Where((_, i) => i % 3 == c).Average(s => (double)s), Result.Spread[c], 1e-14);
    }

    [Fact]
    public void A_perfect_analysis_scores_zero_over_window_and_forecast()
    {
        float[] truth = Problem.Truth.States(0, 11).ToArray();
        MethodResult perfect = MethodRunner.Run(new FixedAnalysis(truth, Std, AnalysisStatus.Ok), Problem);
        Assert.Equal((0, 0, 0), (perfect.RmseAssim, perfect.RmseForecast, perfect.RmseTotal));
        Assert.Equal((1, 1), (perfect.Coverage1Sigma, perfect.Coverage2Sigma));
    }

    [Fact]
    public void The_method_is_called_once_to_warm_up_and_once_to_be_timed()
    {
        var status = AnalysisStatus.Unusable(AnalysisCode.Other, "iteration 3 diverged");
        var method = new FixedAnalysis(Mean, Std, status);
        MethodResult result = MethodRunner.Run(method, Problem);
        Assert.Equal(2, method.Calls);
        Assert.Equal(status, result.Status);
        Assert.True(result.RuntimeMs > 0);
    }

    [Fact]
    public void A_problem_without_forecast_has_no_forecast_score()
    {
        AssimilationProblem problem =
            new ProblemGenerator(Problem.Settings with { TotalSteps = 10 }).Generate(RandomKey.FromSeed(4));
        MethodResult result = MethodRunner.Run(new FixedAnalysis(Mean, Std, AnalysisStatus.Ok), problem);
        Assert.True(double.IsNaN(result.RmseForecast));
        Assert.Equal(result.RmseAssim, result.RmseTotal);
        Assert.Equal(new TimeGrid(0.01, 10), result.Estimate.Grid);
    }
}
