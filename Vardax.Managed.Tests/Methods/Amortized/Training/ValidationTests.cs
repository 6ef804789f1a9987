using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public sealed class ValidationTests
{
    private static readonly TrainingRecipe Recipe = Recipes.Robust with
    {
        BatchSize = 16,
        ValidationProblems = 32,
        ValidateEvery = 1,
        Patience = 1,
    };

    [Fact]
    public void A_loss_that_is_not_a_number_is_no_improvement()
    {
        (Validation validation, WindowDensity density, Spoilt data) = Create();
        Assert.True(validation.Continue(0));
        float[] good = density.Parameters.ToArray();
        density.MutableParameters[0] += 1;
        data.IsSpoilt = true;
        Assert.False(validation.Continue(1));
        Assert.True(double.IsFinite(validation.Losses[0].Loss));
        Assert.True(double.IsNaN(validation.Losses[1].Loss));
        validation.RestoreBest();
        BitwiseAssert.Equal<float>(good, density.Parameters.Span);
    }

    [Fact]
    public void Where_no_loss_was_a_number_the_weights_stay()
    {
        (Validation validation, WindowDensity density, Spoilt data) = Create();
        data.IsSpoilt = true;
        Assert.False(validation.Continue(0));
        density.MutableParameters[0] += 1;
        float[] last = density.Parameters.ToArray();
        validation.RestoreBest();
        BitwiseAssert.Equal<float>(last, density.Parameters.Span);
    }

    [Fact]
    public void Looks_are_due_at_every_so_many_steps_and_at_the_last()
    {
        (Validation validation, _, _) = Create(Recipe with { ValidateEvery = 4, Steps = 10, Patience = null });
        for (int step = 0; step < 10; step++)
            Assert.True(validation.Continue(step));
        Assert.Equal([3, 7, 9], validation.Losses.Select(v => v.Step));
    }

    [Fact]
    public void Looking_is_not_training()
    {
        (Validation validation, WindowDensity density, _) = Create(Recipe with { Patience = null });
        float[] before = density.Parameters.ToArray();
        validation.Continue(0);
        validation.Continue(1);
        Assert.Equal(validation.Losses[0].Loss, validation.Losses[1].Loss);
        BitwiseAssert.Equal<float>(before, density.Parameters.Span);
    }

    [Fact]
    public void The_start_is_the_loss_before_the_first_step_with_the_error_of_its_batches()
    {
        TrainingRecipe recipe = Recipe with { ValidationProblems = 64 };
        (Validation validation, WindowDensity density, Spoilt data) = Create(recipe);
        double[] batches = [.. Enumerable.Range(0, 4).Select(i =>
            new AmortizedTrainingStep(density, new Later(data, i), recipe).Run(0, 0).Loss)];
        double mean = batches.Average(), variance = batches.Sum(loss => (loss - mean) * (loss - mean)) / 3;
        CloseAssert.Relative(mean, validation.Start.Loss, 1e-9);
        CloseAssert.Relative(Math.Sqrt(variance / 4), validation.Start.Error, 1e-6);
        Assert.True(double.IsNaN(Create(recipe with { ValidationProblems = 16 }).Validation.Start.Error));
        Assert.True(double.IsNaN(Create(recipe with { ValidationProblems = 0 }).Validation.Start.Loss));
    }

    [Theory]
    [InlineData(44.70, 0.08, 44.65, false)]
    [InlineData(44.70, 0.04, 44.65, true)]
    [InlineData(44.70, 0.08, 45, false)]
    [InlineData(double.NaN, double.NaN, 44.65, null)]
    [InlineData(44.70, double.NaN, 44.65, null)]
    [InlineData(44.70, 0.08, double.NaN, false)]
    public void Training_has_learned_if_it_gained_more_than_the_standard_error(double start, double error, double lowest, bool? expected)
    {
        var history = new TrainingHistory
        {
            StartLoss = start, StartLossError = error, ValidationLosses = [new(9, lowest), new(19, lowest + 1), new(29, double.NaN)],
        };
        Assert.Equal(expected, history.Learned);
    }

    private static (Validation Validation, WindowDensity Density, Spoilt Data) Create(TrainingRecipe? recipe = null)
    {
        recipe ??= Recipe;
        WindowDensity density = SmallPosterior.Create(standardize: true);
        var data = new Spoilt(new SimulatedTrainingData(SmallPosterior.Generator, RandomKey.FromSeed(4)));
        var step = new AmortizedTrainingStep(density, data, recipe);
        return (new Validation(step, density, data, recipe), density, data);
    }

    private sealed class Later(ITrainingData inner, int steps) : ITrainingData
    {
        public int ScratchSize(int rows) => inner.ScratchSize(rows);

        public void Fill(
            int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
            Span<float> scratch) =>
            inner.Fill(step + steps, batchSize, firstRow, rows, observations, masks, states, scratch);
    }

    private sealed class Spoilt(ITrainingData inner) : ITrainingData
    {
        public bool IsSpoilt { get; set; }

        public int ScratchSize(int rows) => inner.ScratchSize(rows);

        public void Fill(
            int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
            Span<float> scratch)
        {
            inner.Fill(step, batchSize, firstRow, rows, observations, masks, states, scratch);
            if (IsSpoilt)
                states[0] = float.NaN;
        }
    }
}
