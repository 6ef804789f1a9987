using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

/// <summary>The reference recipe against the reference system's own numbers.</summary>
public sealed class ReferenceRecipeTests
{
    private static readonly ProblemGenerator Generator = new(Presets.Reference());

    [Fact]
    public void The_first_step_has_the_reference_s_loss_and_gradient()
    {
        WindowDensity posterior =
            WindowDensity.Create(AmortizedConfig.Reference, new Standardization(153), RandomKey.FromSeed(0));
        var data = new FixedTrainingData(Generator, RandomKey.FromSeed(1), 128);
        var step = new AmortizedTrainingStep(posterior, data, Recipes.Reference);
        TrainingStepResult result = step.Run(0, 3e-3);
        CloseAssert.Relative(ReferenceVectors.Get("gradient_step_1", "nll").GetDouble(), result.Loss, 1e-6, "nll");

        int compared = 0;
        foreach (JsonProperty layer in ReferenceVectors.Get("gradient_step_1", "norms").EnumerateObject())
        {
            foreach (JsonProperty part in layer.Value.EnumerateObject())
            {
                ParameterView view = posterior.Layout.Single(v => v.Name == $"{layer.Name}.{part.Name}");
                double norm = GradientClipping.GlobalNorm(view.Of(step.Gradient));
                CloseAssert.Relative(part.Value.GetDouble(), norm, 1e-4, view.Name);
                compared++;
            }
        }

        Assert.Equal(18, compared);
        CloseAssert.Relative(GradientClipping.GlobalNorm(step.Gradient), result.GradientNorm, 1e-12);
    }

    [Fact]
    public void The_first_fifty_losses_are_the_reference_s()
    {
        TrainingResult result = AmortizedTrainer.Train(
            new TrainingPlan(Generator.Settings) { Config = AmortizedConfig.Reference, Recipe = Recipes.Reference with { Steps = 50 } },
            cancellation: TestContext.Current.CancellationToken);
        Assert.Equal(TrainingStatus.Completed, result.Status);
        int compared = 0;
        foreach (JsonProperty loss in ReferenceVectors.Get("nll_before_step_reference_recipe", "values").EnumerateObject())
        {
            int step = int.Parse(loss.Name, CultureInfo.InvariantCulture);
            if (step > 50)
                continue;
            CloseAssert.Relative(loss.Value.GetDouble(), result.Losses[step - 1], 1e-4, $"before step {step}");
            compared++;
        }

        Assert.Equal(9, compared);
        Assert.Equal(result.Losses[49], result.FinalNll);
    }

    [Fact]
    public void The_recipe_is_the_published_one() => Assert.Equal(
        new TrainingRecipe
        {
            Name = "reference", Steps = 500, BatchSize = 128, Schedule = new ConstantSchedule(3e-3), ClipNorm = null,
            FreshSimulation = false, Standardize = false, ZeroOutputs = false, ValidationProblems = 0, ValidateEvery = 250,
            Missing = 0,
        },
        Recipes.Reference);
}
