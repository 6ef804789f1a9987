using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class AmortizedTrainerTests
{
    private static readonly ProblemGenerator Generator = new(Presets.Reference());

    private static TrainingResult Train(TrainingRecipe recipe, int maxThreads = -1, Action<TrainingProgress>? progress = null) =>
        TrainUntil(recipe, maxThreads, progress, TestContext.Current.CancellationToken);

    private static TrainingResult TrainUntil(
        TrainingRecipe recipe, int maxThreads, Action<TrainingProgress>? progress, CancellationToken cancellation) =>
        AmortizedTrainer.Train(
            Plan(Generator.Settings, recipe), new TrainingRun { MaxThreads = maxThreads, Progress = progress }, cancellation);

    [Theory]
    [InlineData("reference", 2, 128)]
    [InlineData("robust", 2, 128)]
    [InlineData("reference", 5, 33)]
    [InlineData("robust", 5, 33)]
    public void The_same_keys_give_the_same_bits_at_every_number_of_threads_and_every_run(string name, int shards, int batchSize)
    {
        TrainingRecipe recipe = Named(name) with { Steps = 20, Shards = shards, BatchSize = batchSize };
        TrainingResult first = Train(recipe, maxThreads: 1);
        foreach (int threads in (int[])[1, 2, 3, -1])
        {
            TrainingResult again = Train(recipe, threads);
            BitwiseAssert.Equal<double>(first.Losses, again.Losses, $"losses on {threads} threads");
            BitwiseAssert.Equal(
                first.Posterior.Parameters.Span, again.Posterior.Parameters.Span, $"parameters on {threads} threads");
        }

        Assert.Equal(20, first.Losses.Distinct().Count());
    }

    [Fact]
    public void Another_key_gives_another_posterior()
    {
        TrainingRecipe recipe = Recipes.Robust with { Steps = 1 };
        TrainingResult other = AmortizedTrainer.Train(
            Plan(Generator.Settings, recipe) with { TrainKey = RandomKey.FromSeed(2) }, cancellation: TestContext.Current.CancellationToken);
        Assert.NotEqual(Train(recipe).Losses[0], other.Losses[0]);
    }

    [Fact]
    public void The_reference_recipe_lowers_its_loss()
    {
        TrainingResult result = Train(Recipes.Reference with { Steps = 40 });
        Assert.True(result.Losses[^1] < 0.1 * result.Losses[0]);
        Assert.Equal((TrainingStatus.Completed, "completed 40 steps"), (result.Status, result.Message));
        Assert.Null(result.Prior);
    }

    [Fact]
    public void The_robust_recipe_lowers_its_loss_below_the_linear_estimate_s()
    {
        // On the attractor, where there is something to learn, and on fixed problems, whose losses can be compared.
        TrainingResult result = AmortizedTrainer.Train(
            Plan(Presets.Attractor(), Recipes.Robust with { Steps = 100, FreshSimulation = false, BatchSize = 64 }), cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Losses[^1] < result.Losses[0] - 10, $"{result.Losses[0]} to {result.Losses[^1]}");
        Assert.NotNull(result.Prior);
    }

    [Fact]
    public void Progress_is_told_of_every_step_with_its_rate()
    {
        var told = new List<TrainingProgress>();
        TrainingRecipe recipe = Recipes.Robust with { Steps = 6 };
        TrainingResult result = Train(recipe, progress: told.Add);
        Assert.Equal(Enumerable.Range(0, 6), told.Select(p => p.Step));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => recipe.Schedule.Rate(i, 6)), told.Select(p => p.LearningRate));
        Assert.Equal(result.Losses, told.Select(p => p.Result.Loss));
        Assert.All(told, p => Assert.Equal(6, p.TotalSteps));
    }

    [Fact]
    public void Cancelling_ends_after_the_step_and_keeps_what_was_learnt()
    {
        using var source = new CancellationTokenSource();
        void CancelAtTheThird(TrainingProgress p)
        {
            if (p.Step == 2)
                source.Cancel();
        }

        TrainingResult result = TrainUntil(Recipes.Reference, -1, CancelAtTheThird, source.Token);
        Assert.Equal((TrainingStatus.Cancelled, 3), (result.Status, result.Losses.Length));
        Assert.Equal("cancelled after 3 steps", result.Message);
        TrainingResult whole = Train(Recipes.Reference with { Steps = 3 });
        BitwiseAssert.Equal(whole.Posterior.Parameters.Span, result.Posterior.Parameters.Span);
    }

    [Fact]
    public void Cancelling_beforehand_trains_nothing()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        TrainingResult result = TrainUntil(Recipes.Reference, -1, null, source.Token);
        Assert.Equal((TrainingStatus.Cancelled, 0), (result.Status, result.Losses.Length));
        Assert.True(double.IsNaN(result.FinalNll));
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("robust")]
    public void A_loss_that_is_not_finite_ends_training_with_the_step_s_name(string name)
    {
        TrainingRecipe recipe = Named(name) with { Steps = 50, Schedule = new ConstantSchedule(1e30) };
        TrainingResult result = Train(recipe);
        int steps = result.Losses.Length;
        Assert.Equal(TrainingStatus.NonFinite, result.Status);
        Assert.InRange(steps, 2, 49);
        Assert.Contains($"step {steps - 1}", result.Message, StringComparison.Ordinal);
        TrainingResult before = Train(recipe with { Steps = steps - 1 });
        Assert.Equal(TrainingStatus.Completed, before.Status);
        BitwiseAssert.Equal(before.Posterior.Parameters.Span, result.Posterior.Parameters.Span);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("Steps", () => Train(Recipes.Reference with { Steps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Train(Recipes.Reference with { Steps = 1 }, maxThreads: 0));
        Assert.Throws<ArgumentNullException>(() => Train(null!));
    }

    private static TrainingPlan Plan(ProblemSettings settings, TrainingRecipe recipe) =>
        new(settings) { Config = AmortizedConfig.Reference, Recipe = recipe };

    private static TrainingRecipe Named(string name) => name == "robust" ? Recipes.Robust : Recipes.Reference;
}
