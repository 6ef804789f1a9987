using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Training;

public class CheckpointTests
{
    private static readonly TrainingRecipe Recipe = Recipes.Control with
    {
        Steps = 24,
        BatchSize = 16,
        ValidationProblems = 32,
        ValidateEvery = 5,
    };

    public static TheoryData<HeadType, int> Cases => new()
    {
        { HeadType.Control, 1 }, { HeadType.Control, 7 }, { HeadType.Control, 21 }, { HeadType.Flow, 10 },
        { HeadType.Regression, 12 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_training_that_goes_on_from_a_checkpoint_ends_with_the_bits_of_one_that_never_stopped(HeadType head, int at)
    {
        TrainingCheckpoint? taken = null;
        TrainingResult whole = Train(head, Recipe, new Checkpointing(at, checkpoint => taken ??= Copy(checkpoint)));
        Assert.Equal(at, taken!.Losses.Count);
        TrainingResult resumed = Train(head, Recipe, resume: taken);
        BitwiseAssert.Equal(whole.Density.Parameters.Span, resumed.Density.Parameters.Span, "weights");
        Assert.Equal(whole.Losses, resumed.Losses);
        Assert.Equal(whole.ValidationLosses, resumed.ValidationLosses);
        Assert.True(resumed.TrainTimeS >= taken.TrainTimeS);

        // What the checkpoint holds counts: without Adam's moments the bits are others.
        TrainingResult other = Train(head, Recipe, resume: taken with { FirstMoment = new float[taken.FirstMoment.Length] });
        Assert.NotEqual(whole.Density.Parameters.ToArray(), other.Density.Parameters.ToArray());
    }

    [Theory]
    [InlineData("control")]
    [InlineData("robust")]
    [InlineData("reference")]
    public void A_training_without_validation_goes_on_too(string recipe)
    {
        TrainingRecipe without = (recipe == "control" ? Recipes.Control : recipe == "robust" ? Recipes.Robust : Recipes.Reference)
            with
        { Steps = 12, BatchSize = 16, ValidationProblems = 0 };
        HeadType head = recipe == "control" ? HeadType.Control : HeadType.Regression;
        TrainingCheckpoint? taken = null;
        TrainingResult whole = Train(head, without, new Checkpointing(5, checkpoint => taken ??= Copy(checkpoint)));
        BitwiseAssert.Equal(whole.Density.Parameters.Span, Train(head, without, resume: taken).Density.Parameters.Span, "weights");
        Refuses.Argument("resume", () => Train(head, without, resume: taken! with { BestParameters = taken.Parameters }));
    }

    [Fact]
    public void The_best_weights_so_far_survive()
    {
        // At this rate the validation loss soon rises: the weights kept are from before the checkpoint.
        TrainingRecipe wild = Recipe with { Schedule = new ConstantSchedule(0.1) };
        TrainingCheckpoint? taken = null;
        TrainingResult whole = Train(HeadType.Control, wild, new Checkpointing(20, checkpoint => taken ??= Copy(checkpoint)));
        Assert.True(whole.ValidationLosses.MinBy(v => v.Loss).Step < 20);
        TrainingResult resumed = Train(HeadType.Control, wild, resume: taken);
        BitwiseAssert.Equal(whole.Density.Parameters.Span, resumed.Density.Parameters.Span, "weights");
        BitwiseAssert.Equal(whole.Density.Parameters.Span, taken!.BestParameters.Span, "best weights");
    }

    [Fact]
    public void Checkpoints_come_as_often_as_asked()
    {
        var steps = new List<int>();
        Train(HeadType.Control, Recipe, new Checkpointing(6, checkpoint => steps.Add(checkpoint.Losses.Count)));
        Assert.Equal([6, 12, 18, 24], steps);
        Refuses.Argument("Every", () => Train(HeadType.Control, Recipe, new Checkpointing(0, _ => { })));
    }

    [Fact]
    public void A_checkpoint_of_another_plan_is_refused()
    {
        TrainingCheckpoint? taken = null;
        Train(HeadType.Control, Recipe, new Checkpointing(5, checkpoint => taken ??= Copy(checkpoint)));
        Refuses.Argument("resume", () => Train(HeadType.Control, Recipe with { Steps = 25 }, resume: taken));
        Refuses.Argument("resume", () => Train(HeadType.Flow, Recipe, resume: taken));
        Refuses.Argument("resume", () => Train(HeadType.Control, Recipe,
            resume: taken! with { Plan = taken.Plan with { TrainKey = RandomKey.FromSeed(9) } }));
        Refuses.Argument("resume", () => Train(HeadType.Control, Recipe,
            resume: taken! with { Plan = taken.Plan with { Settings = taken.Plan.Settings.Seen(noise: 0.6) } }));
        Refuses.Argument("resume", () => Train(HeadType.Control, Recipe, resume: taken! with { SecondMoment = new float[3] }));
        Refuses.Argument("resume", () => Train(HeadType.Control, Recipe, resume: taken! with { BestParameters = default }));
    }

    [Fact]
    public void What_differs_is_named()
    {
        TrainingCheckpoint? taken = null;
        Train(HeadType.Control, Recipe, new Checkpointing(5, checkpoint => taken ??= Copy(checkpoint)));
        TrainingPlan plan = taken!.Plan;
        Names("its settings differ", plan with { Settings = plan.Settings.Seen(noise: 0.6) });
        Names("its recipe differs", plan with { Recipe = plan.Recipe with { Schedule = new ConstantSchedule(0.5) } });
        Names("its keys differ", plan with { ModelKey = RandomKey.FromSeed(9) });
        Names("its architecture differs", plan with { Config = plan.Config with { HiddenSize = 17 } });
        Names("its model is another one", plan with { Settings = plan.Settings with { Model = new Lorenz63(rho: 27) } });
        Names("the class GatedModel has to define Equals and GetHashCode by value",
            plan with { Settings = plan.Settings with { Model = new GatedModel(new Lorenz63(), new Gate()) } });

        void Names(string difference, TrainingPlan other)
        {
            ArgumentException failure = Assert.Throws<ArgumentException>(
                () => Train(HeadType.Control, Recipe, resume: taken with { Plan = other }));
            Assert.StartsWith("The checkpoint is of another plan: ", failure.Message, StringComparison.Ordinal);
            Assert.Contains(difference, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(";", failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_schedule_is_the_same_where_its_rates_are()
    {
        TrainingCheckpoint? taken = null;
        TrainingResult whole = Train(HeadType.Control, Recipe, new Checkpointing(20, checkpoint => taken ??= Copy(checkpoint)));
        TrainingPlan plan = taken!.Plan with { Recipe = Recipe with { Schedule = RateTable.Of(Recipe.Schedule, Recipe.Steps) } };
        TrainingResult resumed = Train(HeadType.Control, Recipe, resume: taken with { Plan = plan });
        BitwiseAssert.Equal(whole.Density.Parameters.Span, resumed.Density.Parameters.Span, "weights");
    }

    private static TrainingResult Train(
        HeadType head, TrainingRecipe recipe, Checkpointing? checkpoints = null, TrainingCheckpoint? resume = null) =>
        AmortizedTrainer.Train(
            new TrainingPlan(SmallPosterior.Settings)
            {
                Config = new AmortizedConfig { Head = head, HiddenSize = 16, LatentSize = 16, Activation = Activation.Silu },
                Recipe = recipe,
            },
            new TrainingRun { Checkpoints = checkpoints, Resume = resume }, TestContext.Current.CancellationToken);

    private static TrainingCheckpoint Copy(TrainingCheckpoint live) => live with
    {
        Parameters = live.Parameters.ToArray(),
        FirstMoment = live.FirstMoment.ToArray(),
        SecondMoment = live.SecondMoment.ToArray(),
        BestParameters = live.BestParameters.ToArray(),
        Losses = [.. live.Losses],
        ValidationLosses = [.. live.ValidationLosses],
    };
}
