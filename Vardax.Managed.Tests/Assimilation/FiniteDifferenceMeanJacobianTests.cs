using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

public sealed class FiniteDifferenceMeanJacobianTests
{
    private static readonly AssimilationProblem Problem =
        new ProblemGenerator(LinearProblem.Settings).Generate(RandomKey.FromSeed(1));

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.5)]
    public void Squares_have_their_exact_derivative_at_any_step(double step)
    {
        // Central differences have no truncation error for a parabola; unobserved entries neither move nor count.
        float[] direction = [.. Enumerable.Range(0, 18).Select(i => 2f * ((i % 3) - 1.5f))];
        var product = new double[18];
        Assert.True(new FiniteDifferenceMeanJacobian(new Squares(), step).MeanTangent(Problem, direction, product).IsUsable);
        for (int i = 0; i < 18; i++)
        {
            double exact = Problem.Mask[i] * 2 * Problem.Observations[i] * direction[i];
            CloseAssert.Absolute(exact, product[i], 2e-5 / step, $"{i}");
        }
    }

    [Fact]
    public void No_direction_has_no_effect()
    {
        var direction = new float[18];
        direction[1] = 1; // Not observed.
        var product = new double[18];
        Assert.True(new FiniteDifferenceMeanJacobian(new Squares()).MeanTangent(Problem, direction, product).IsUsable);
        Assert.Equal(new double[18], product);
    }

    [Fact]
    public void An_unusable_analysis_is_told()
    {
        FixedAnalysis bad = new(new float[18], new float[18], AnalysisStatus.Unusable(AnalysisCode.Other, "no"));
        float[] direction = [.. Enumerable.Repeat(1f, 18)];
        AnalysisStatus status = new FiniteDifferenceMeanJacobian(bad).MeanTangent(Problem, direction, new double[18]);
        Assert.Equal((false, "no"), (status.IsUsable, status.Message));
    }

    [Fact]
    public void The_observations_are_left_as_they_were_and_nothing_is_allocated()
    {
        float[] before = [.. Problem.Observations], direction = [.. Enumerable.Repeat(1f, 18)];
        var product = new double[18];
        FiniteDifferenceMeanJacobian jacobian = new(new Squares());
        Assert.Equal(0, Allocation.AfterWarmUp(() => jacobian.MeanTangent(Problem, direction, product)));
        Assert.Equal(before, Problem.Observations);
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("step", () => new FiniteDifferenceMeanJacobian(new Squares(), 0));
        Refuses.Argument("step", () => new FiniteDifferenceMeanJacobian(new Squares(), double.NaN));
        FiniteDifferenceMeanJacobian jacobian = new(new Squares());
        Refuses.Argument("observationDirection", () => jacobian.MeanTangent(Problem, new float[3], new double[18]));
        Refuses.Argument("meanDirection", () => jacobian.MeanTangent(Problem, new float[18], new double[3]));
    }

    private sealed class Squares : IAnalysis
    {
        public string Name => "squares";

        public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
        {
            for (int i = 0; i < mean.Length; i++)
                (mean[i], standardDeviation[i]) = (problem.Observations[i] * problem.Observations[i], 1);
            return AnalysisStatus.Ok;
        }
    }
}
