using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Models;

/// <summary>Small models of systems that are written as text, trained a little.</summary>
internal static class SystemCase
{
    /// <summary>Two components, an unknown constant and a clock.</summary>
    public static ProblemSettings GrowthSettings { get; } = SystemDefinition.Read(
    [
        new("", "name", "growth"),
        new("state", "x", "r * x * (1 - x / 10) + 0.1 * sin(t)"), new("state", "y", "x - y"),
        new("initial", "x", "lognormal(0, 0.5)"), new("initial", "y", "normal(0, 1)"),
        new("unknown", "r", "uniform(0.5, 1.5)"),
        new("observe.count", "value", "2 * x"), new("observe.count", "error", "lognormal(0.1)"), new("observe.count", "every", "0.5"),
        new("observe.y", "error", "normal(0.2)"), new("observe.y", "every", "1"),
        new("time", "step", "0.1"), new("time", "window", "3"), new("time", "forecast", "1"),
    ]).Settings;

    /// <summary>Lynx and hare, as in the catalogue, with a shorter forecast.</summary>
    public static ProblemSettings HareSettings { get; } = SystemDefinition.Read(
    [
        new("", "name", "Lynx and hare"),
        new("state", "hare", "(alpha - beta * lynx) * hare"), new("state", "lynx", "(delta * hare - gamma) * lynx"),
        new("initial", "hare", "lognormal(log(10), 1)"), new("initial", "lynx", "lognormal(log(10), 1)"),
        new("unknown", "alpha", "lognormal(log(0.7), 0.6)"), new("unknown", "beta", "lognormal(log(0.03), 0.8)"),
        new("unknown", "gamma", "lognormal(log(0.7), 0.6)"), new("unknown", "delta", "lognormal(log(0.03), 0.8)"),
        new("observe.hare", "error", "lognormal(0.25)"), new("observe.hare", "every", "1"),
        new("observe.lynx", "error", "lognormal(0.25)"), new("observe.lynx", "every", "1"),
        new("time", "step", "0.05"), new("time", "window", "20"), new("time", "forecast", "1"),
    ]).Settings;

    private static readonly Lazy<TrainedModel> GrowthModel = new(() => Train(GrowthSettings, new() { LatentSize = 8, HiddenSize = 16, Depth = 1 })),
        HareModel = new(() => Train(HareSettings, AmortizedConfig.For(HeadType.Control)));

    public static TrainedModel Growth => GrowthModel.Value;

    public static TrainedModel Hare => HareModel.Value;

    private static TrainedModel Train(ProblemSettings settings, AmortizedConfig config)
    {
        TrainingResult training = AmortizedTrainer.Train(new TrainingPlan(settings)
        {
            Config = config,
            Recipe = Recipes.Control with { Steps = 60, BatchSize = 32 },
            ModelKey = RandomKey.FromSeed(0), TrainKey = RandomKey.FromSeed(1),
        });
        return TrainedModel.Fit(training, new PolishOptions(), recalibrationProblems: 512);
    }
}
