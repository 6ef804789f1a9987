using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Models;

/// <summary>
/// A posterior trained for a few steps, and 1,000 windows it has not seen. Recipe reference gets fewer: by step 20 it passes
/// through log variances of 40, whose rounding alone makes standard deviations differ by 1e-5.
/// </summary>
internal sealed class OnnxCase
{
    public const int Windows = 1000;

    public OnnxCase(bool attractor, bool robust, Activation activation = Activation.Relu)
    {
        var generator = new ProblemGenerator(attractor ? Presets.Attractor() : Presets.Reference());
        TrainingRecipe recipe = robust ? Recipes.Robust with { Steps = 100 } : Recipes.Reference with { Steps = 5 };
        Posterior = AmortizedTrainer.Train(
            new TrainingPlan(generator.Settings) { Config = AmortizedConfig.Reference with { Activation = activation }, Recipe = recipe },
            cancellation: TestContext.Current.CancellationToken).Posterior;
        Observations = new float[Windows * Posterior.Entries];
        var truths = new float[Observations.Length];
        generator.GenerateWindows(
            RandomKey.FromSeed(2), 0, Windows, Observations, default, truths, new float[generator.ScratchSize(Windows)]);
        float[] mask = generator.Mask.ToArray();
        Mask = [.. Enumerable.Range(0, Windows).SelectMany(_ => mask)];
        EntryScale = [.. Enumerable.Range(0, mask.Length).Select(entry => RootMeanSquare(truths, entry, mask.Length))];
    }

    public WindowDensity Posterior { get; }

    public float[] Observations { get; }

    public float[] Mask { get; }

    /// <summary>Root mean square of each entry's true values.</summary>
    public double[] EntryScale { get; }

    private static double RootMeanSquare(float[] windows, int entry, int stride)
    {
        double squares = 0;
        for (int i = entry; i < windows.Length; i += stride)
            squares += (double)windows[i] * windows[i];
        return Math.Sqrt(squares * stride / windows.Length);
    }
}
