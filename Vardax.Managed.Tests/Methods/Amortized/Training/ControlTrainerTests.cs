using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

/// <summary>Training of a head over the control, and what validation does to any training.</summary>
public sealed class ControlTrainerTests
{
    private static readonly AmortizedConfig Config = SmallPosterior.Config with { Head = HeadType.Control };

    private static readonly TrainingRecipe Recipe = Recipes.Control with
    {
        Steps = 40,
        BatchSize = 32,
        ValidationProblems = 64,
        ValidateEvery = 5,
    };

    [Fact]
    public void The_same_keys_give_the_same_bits_at_every_number_of_threads()
    {
        TrainingRecipe recipe = Recipe with { Steps = 12, ValidateEvery = 4 };
        TrainingResult one = Train(recipe, maxThreads: 1);
        foreach (int threads in (int[])[2, -1])
        {
            TrainingResult again = Train(recipe, maxThreads: threads);
            BitwiseAssert.Equal<double>(one.Losses, again.Losses, "losses");
            BitwiseAssert.Equal(one.Control.Parameters.Span, again.Control.Parameters.Span, "parameters");
            Assert.Equal(one.ValidationLosses, again.ValidationLosses);
        }

        Assert.Equal([3, 7, 11], one.ValidationLosses.Select(v => v.Step));
        Assert.Equal(TrainingStatus.Completed, one.Status);
    }

    [Fact]
    public void Training_lowers_the_loss_on_problems_it_never_saw()
    {
        TrainingResult result = Train(Recipe with { Steps = 200, ValidateEvery = 200 });
        double before = Train(Recipe with { Steps = 5, Schedule = new ConstantSchedule(0) }).ValidationLosses[0].Loss;
        Assert.True(result.ValidationLosses[0].Loss < before - 0.03, $"{result.ValidationLosses[0].Loss} from {before}");
        TrainingResult untrained = Train(Recipe with { Steps = 1, Schedule = new ConstantSchedule(0) });
        Assert.True(HeldOutLogProb(result) > HeldOutLogProb(untrained));
    }

    [Fact]
    public void The_weights_of_the_lowest_validation_loss_are_kept()
    {
        TrainingRecipe spoiled = Recipe with { Schedule = new Jump(20, 1e-3, 0.3) };
        TrainingResult kept = Train(spoiled);
        (int step, double lowest) = kept.ValidationLosses.MinBy(v => v.Loss);
        Assert.InRange(step, 4, 19);
        Assert.True(kept.ValidationLosses[^1].Loss > lowest + 0.1);
        Assert.Equal((8, 40), (kept.ValidationLosses.Count, kept.Losses.Length));

        TrainingResult until = Train(spoiled with { Steps = step + 1, ValidationProblems = 0 });
        BitwiseAssert.Equal(until.Control.Parameters.Span, kept.Control.Parameters.Span);
        Assert.Empty(until.ValidationLosses);
        TrainingResult last = Train(spoiled with { ValidationProblems = 0 });
        BitwiseAssert.Equal<double>(last.Losses, kept.Losses, "watching changes no step");
        Assert.True(HeldOutLogProb(kept) > HeldOutLogProb(last));
    }

    [Fact]
    public void Patience_ends_training_when_the_validation_loss_no_longer_falls()
    {
        // At a rate of 0 the loss stays what it is: the first look is the lowest, the next two are not.
        TrainingRecipe still = Recipe with { Schedule = new ConstantSchedule(0), Patience = 2 };
        TrainingResult result = Train(still);
        Assert.Equal((TrainingStatus.StoppedEarly, 15), (result.Status, result.Losses.Length));
        Assert.Contains("stopped early after 15 steps", result.Message, StringComparison.Ordinal);
        Assert.Equal([4, 9, 14], result.ValidationLosses.Select(v => v.Step));
        Assert.Equal((TrainingStatus.Completed, 40), (Train(still with { Patience = null }).Status, 40));
        Assert.Equal(TrainingStatus.Completed, Train(still with { Steps = 12 }).Status);
    }

    [Fact]
    public void Patience_that_ends_with_the_last_step_stops_nothing_early()
    {
        TrainingResult result = Train(Recipe with { Steps = 15, Schedule = new ConstantSchedule(0), Patience = 2 });
        Assert.Equal((TrainingStatus.Completed, "completed 15 steps"), (result.Status, result.Message));
    }

    [Theory]
    [InlineData("control")]
    [InlineData("regression")]
    public void Training_on_fixed_problems_is_watched_on_the_same_fresh_ones(string head)
    {
        TrainingRecipe still = Recipe with { Steps = 5, Schedule = new ConstantSchedule(0) };
        TrainingResult fresh = Train(still, HeadType.Find(head)), onFixed = Train(still with { FreshSimulation = false }, HeadType.Find(head));
        Assert.Equal(fresh.ValidationLosses, onFixed.ValidationLosses);
        Assert.NotEqual(fresh.Losses[^1], onFixed.Losses[^1]);
    }

    [Fact]
    public void A_result_has_the_posterior_of_its_head_alone()
    {
        TrainingRecipe recipe = Recipe with { Steps = 1, ValidationProblems = 0 };
        TrainingResult control = Train(recipe), regression = Train(recipe, HeadType.Regression);
        string other = Assert.Throws<InvalidOperationException>(() => control.Posterior).Message;
        Assert.Contains("Control", other, StringComparison.Ordinal);
        other = Assert.Throws<InvalidOperationException>(() => regression.Control).Message;
        Assert.Contains("Posterior", other, StringComparison.Ordinal);
        Assert.Same(control.Density, control.Control);
        Assert.Same(regression.Density, regression.Posterior);
        Assert.Null(control.Prior);
        Assert.NotNull(regression.Prior);
        Assert.Equal("amortized", control.CreateAnalysis().Name);
        Assert.Equal("amortized", regression.CreateAnalysis().Name);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("ValidationProblems", () => Train(Recipe with { ValidationProblems = -1 }));
        Refuses.Argument("ValidateEvery", () => Train(Recipe with { ValidateEvery = 0 }));
        Refuses.Argument("Patience", () => Train(Recipe with { Patience = 0 }));
        Refuses.Argument("plan", () => AmortizedTrainer.Train(null!));
        Refuses.Argument("plan", () => AmortizedTrainer.Train(new TrainingPlan(SmallPosterior.Settings) { Config = null! }));
    }

    private static TrainingResult Train(TrainingRecipe recipe, HeadType? head = null, int maxThreads = -1) =>
        AmortizedTrainer.Train(
            new TrainingPlan(SmallPosterior.Settings) { Config = Config with { Head = head ?? HeadType.Control }, Recipe = recipe },
            new TrainingRun { MaxThreads = maxThreads }, TestContext.Current.CancellationToken);

    /// <summary>Mean log density of the truth over problems of another key.</summary>
    private static double HeldOutLogProb(TrainingResult result)
    {
        IPosterior posterior = result.CreateAnalysis();
        double[] log = new double[1];
        return Enumerable.Range(0, 300).Average(i =>
        {
            AssimilationProblem problem = SmallPosterior.Generator.Generate(RandomKey.FromSeed(77).Child((ulong)i));
            posterior.LogProb(problem, problem.Truth.States(0, SmallPosterior.Settings.WindowStates), log);
            return log[0];
        });
    }

    private sealed record Jump(int At, double Before, double After) : ILearningRateSchedule
    {
        public double Rate(int step, int totalSteps) => step < At ? Before : After;
    }
}
