using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

public sealed class InstrumentModelTests
{
    private static readonly ProblemSettings Settings = new()
    {
        Model = new GrowthModel(), BurnInSteps = 0, WindowSteps = 4, TotalSteps = 4,
        Initial = new(new LogNormalPrior(1, 0.5), new UniformPrior(0.9, 1.1), new FixedPrior(3)),
        Observing = new(
            [new("sum", new NormalError(0.3), new RegularSteps(2, 1)), new("x", new StudentError(0.5, 4), new ListedSteps(0, 3))],
            new LinearOperator(2, 3, [1, 1, 1, 1, 0, 0])),
    };

    public static TheoryData<string> Heads => [.. HeadType.All.Select(head => head.Name)];

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_model_with_instruments_and_priors_of_all_kinds_survives_its_file_with_its_answers(string head)
    {
        TrainingRecipe recipe = Recipes.Control with
        {
            Steps = 5,
            BatchSize = 16,
            ValidationProblems = 16,
            ValidateEvery = 5,
            Standardize = true,
        };
        TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(Settings)
        {
            Config = new AmortizedConfig { Head = HeadType.Find(head)!, LatentSize = 3, HiddenSize = 4, Depth = 1 }, Recipe = recipe,
            ModelKey = RandomKey.FromSeed(1), TrainKey = RandomKey.FromSeed(2),
        });
        Assert.Equal(TrainingStatus.Completed, training.Status);
        TrainedModel saved = TrainedModel.Fit(training, new PolishOptions(), recalibrationProblems: 300);
        TrainedModel loaded = ModelFile.Parse(ModelCase.Bytes(saved), "model", (_, _) => new GrowthModel());
        Assert.Equal(Settings, loaded.Settings);
        AssimilationProblem problem = new ProblemGenerator(Settings).Generate(RandomKey.FromSeed(3));
        float[] expected = Answer(saved, problem), found = Answer(loaded, problem);
        BitwiseAssert.Equal<float>(expected, found, head);
        Assert.Equal(saved.Typicality!.Score(problem), loaded.Typicality!.Score(problem));
    }

    private static float[] Answer(TrainedModel model, ObservedWindow problem)
    {
        IPosterior posterior = model.CreatePosterior();
        float[] mean = new float[15], std = new float[15], samples = new float[150];
        AnalysisStatus status = posterior.Condition(problem).Worse(posterior.Moments(mean, std)).Worse(posterior.Sample(RandomKey.FromSeed(4), samples));
        Assert.True(status.IsUsable, status.Message);
        return [.. mean, .. std, .. samples];
    }
}
