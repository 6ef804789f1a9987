using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class TrainingCostTests
{
    [Theory]
    [InlineData(0, 0.01, 0, 10, 500, 1000)]
    [InlineData(2, 0.01, 0, 10, 500, 800)]
    [InlineData(2, 0.01, 0.5, 13, 50, 500)] // 2 of set-up, 2 looks, and 500 steps with 10 looks more.
    [InlineData(2, 0.01, 0.5, 1, 50, 1)]
    [InlineData(0, 1e-9, 0, 1000, 500, 10_000_000)]
    public void As_many_steps_fit_as_their_time_and_that_of_the_looks_allow(
        double setup, double step, double look, double seconds, int every, int expected) =>
        Assert.Equal(expected, new TrainingCost(setup, step, look).StepsWithin(seconds, every));

    [Fact]
    public void A_measured_cost_is_positive_and_a_wrong_time_refused()
    {
        var plan = new TrainingPlan(SmallPosterior.Settings) { Config = SmallPosterior.Config };
        TrainingCost cost = TrainingCost.Measure(plan with { Recipe = plan.Recipe with { BatchSize = 8, ValidationProblems = 16 } }, 1);
        Assert.True(cost is { SetupS: > 0, StepS: > 0, LookS: > 0 }, $"{cost}");
        Refuses.Argument("seconds", () => cost.StepsWithin(0, 500));
        Refuses.Argument("validateEvery", () => cost.StepsWithin(1, 0));
    }
}
