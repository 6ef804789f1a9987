using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>Untrained posteriors of a window of 5 states, quick to run.</summary>
internal static class SmallPosterior
{
    public const int Entries = 15;

    public static readonly ProblemSettings Settings =
        (Presets.Attractor() with { BurnInSteps = 200, WindowSteps = 4, TotalSteps = 8 }).Seen(every: 2);

    public static readonly ProblemGenerator Generator = new(Settings);

    public static readonly SimulatedPrior Prior = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(8), 500);

    public static readonly AmortizedConfig Config = AmortizedConfig.Reference with { LatentSize = 7, HiddenSize = 19, Depth = 2 };

    public static WindowDensity Create(
        bool standardize, Activation activation = Activation.Relu, bool zeroOutputs = false) =>
        WindowDensity.Create(
            Config with { Activation = activation },
            standardize ? new Standardization(Prior, Settings.Observing) : new Standardization(Entries),
            RandomKey.FromSeed(3), zeroOutputs);

    /// <summary>Observations, masks and truths of some problems.</summary>
    public static (float[] Observations, float[] Mask, float[] Truths) Batch(int rows)
    {
        float[] observations = new float[rows * Entries], truths = new float[rows * Entries];
        Generator.GenerateWindows(RandomKey.FromSeed(9), 0, rows, observations, default, truths, new float[Generator.ScratchSize(rows)]);
        return (observations, Numbers.Tile(Settings.CreateMask(), rows), truths);
    }
}
