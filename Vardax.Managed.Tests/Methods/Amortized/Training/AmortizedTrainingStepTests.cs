using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class AmortizedTrainingStepTests
{
    // What three calls of Parallel.For need (about 1 KB each), and no more: a gradient alone would be 9 KB.
    private const long LargestAllocation = 8 * 1024;

    private static readonly TrainingRecipe Recipe = Recipes.Robust with { BatchSize = 16, ClipNorm = null };

    [Theory]
    [InlineData(null)]
    [InlineData(1e9)]
    [InlineData(0.5)]
    public void The_update_is_Adam_s_of_the_clipped_gradient(double? clipNorm)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: true);
        AmortizedTrainingStep step = Step(posterior, Recipe with { ClipNorm = clipNorm });
        float[] expected = posterior.Parameters.ToArray();
        var adam = new Adam(expected.Length);
        for (int i = 0; i < 3; i++)
        {
            TrainingStepResult result = step.Run(i, 0.01);
            Assert.True(result is { Updated: true, GradientNorm: > 0.5 });
            CloseAssert.Relative(GradientClipping.GlobalNorm(step.Gradient), result.GradientNorm, 1e-12);
            double scale = clipNorm is { } limit ? Math.Min(1, limit / result.GradientNorm) : 1;
            adam.Update(expected, step.Gradient, 0.01, scale);
            BitwiseAssert.Equal<float>(expected, posterior.Parameters.Span, $"step {i}");
        }
    }

    [Fact]
    public void The_loss_is_the_batch_mean_of_minus_the_log_density_in_physical_units()
    {
        foreach (bool standardize in (bool[])[false, true])
        {
            WindowDensity posterior = SmallPosterior.Create(standardize);
            var data = new SimulatedTrainingData(SmallPosterior.Generator, RandomKey.FromSeed(5));
            float[] y = new float[16 * 15], x = new float[16 * 15];
            data.Fill(2, 16, 0, 16, y, new float[16 * 15], x, new float[data.ScratchSize(16)]);
            var logDensities = new double[16];
            float[] mask = Numbers.Tile(SmallPosterior.Settings.CreateMask(), 16);
            posterior.LogProb(y, mask, x, logDensities, posterior.CreateWorkspace(16));
            CloseAssert.Relative(-logDensities.Average(), Step(posterior, Recipe).Run(2, 0.01).Loss, 1e-4);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(40)]
    public void The_number_of_shards_changes_the_result_by_rounding_only(int shards)
    {
        (TrainingStepResult reference, float[] referenceGradient) = First(Recipe with { Shards = 2 });
        (TrainingStepResult result, float[] gradient) = First(Recipe with { Shards = shards });
        CloseAssert.Relative(reference.Loss, result.Loss, 1e-6);
        CloseAssert.Absolute(referenceGradient, gradient, 1e-5 * reference.GradientNorm);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_allocates_only_what_running_in_parallel_does(bool fresh)
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: fresh);
        AmortizedTrainingStep step = Step(posterior, Recipe with { FreshSimulation = fresh, ClipNorm = 10 }, maxThreads: 1);
        int i = 0;
        const int repeats = 20;
        long bytes = Allocation.AfterWarmUp(() => step.Run(i++, 1e-4), repeats);
        Assert.InRange(bytes / repeats, 0, LargestAllocation);
        Assert.True(posterior.Parameters.Length * sizeof(float) > LargestAllocation);
    }

    [Fact]
    public void A_loss_that_is_not_finite_leaves_the_parameters_alone()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: false);
        posterior.MutableParameters[^1] = -1e30f;
        float[] before = posterior.Parameters.ToArray();
        TrainingStepResult result = Step(posterior, Recipe).Run(0, 0.01);
        Assert.False(result.Updated);
        Assert.False(double.IsFinite(result.Loss) && double.IsFinite(result.GradientNorm));
        BitwiseAssert.Equal<float>(before, posterior.Parameters.Span);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        WindowDensity posterior = SmallPosterior.Create(standardize: false);
        var data = new SimulatedTrainingData(SmallPosterior.Generator, RandomKey.FromSeed(5));
    }

    [Theory]
    [InlineData(0, 16, 2, null, "Steps")]
    [InlineData(5, 0, 2, null, "BatchSize")]
    [InlineData(5, 16, 0, null, "Shards")]
    [InlineData(5, 16, 2, 0.0, "ClipNorm")]
    [InlineData(5, 16, 2, double.NaN, "ClipNorm")]
    public void A_recipe_out_of_range_is_refused(int steps, int batchSize, int shards, double? clipNorm, string name)
    {
        TrainingRecipe bad = Recipe with { Steps = steps, BatchSize = batchSize, Shards = shards, ClipNorm = clipNorm };
        Refuses.Argument(name, bad.Validate);
        Refuses.Argument(name, () => Step(SmallPosterior.Create(standardize: false), bad));
        Refuses.Argument("Schedule", (Recipe with { Schedule = null! }).Validate);
    }

    private static (TrainingStepResult Result, float[] Gradient) First(TrainingRecipe recipe)
    {
        AmortizedTrainingStep step = Step(SmallPosterior.Create(standardize: true), recipe);
        return (step.Run(0, 0.01), step.Gradient.ToArray());
    }

    private static AmortizedTrainingStep Step(WindowDensity posterior, TrainingRecipe recipe, int maxThreads = -1)
    {
        ITrainingData data = recipe.FreshSimulation
            ? new SimulatedTrainingData(SmallPosterior.Generator, RandomKey.FromSeed(5))
            : new FixedTrainingData(SmallPosterior.Generator, RandomKey.FromSeed(5), recipe.BatchSize);
        return new AmortizedTrainingStep(posterior, data, recipe, maxThreads);
    }
}
