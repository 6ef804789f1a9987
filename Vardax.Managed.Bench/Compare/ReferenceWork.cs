using Vardax.Managed.Experiments;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>The reference recipe's training, or a variation of its sizes: data, initial weights, steps, their cost.</summary>
internal sealed class ReferenceWork
{
    private readonly AmortizedConfig config;
    private readonly FixedTrainingData data;

    public ReferenceWork(int batch = 128, int width = 64, int windowSteps = 50)
    {
        Recipe = Recipes.Reference with { BatchSize = batch };
        config = AmortizedConfig.Reference with { HiddenSize = width };
        int total = Math.Max(windowSteps, 1000);
        Generator = new ProblemGenerator(Presets.Reference() with { WindowSteps = windowSteps, TotalSteps = total });
        Problem = Generator.Generate(RandomKey.FromSeed(42));
        data = new FixedTrainingData(Generator, RandomKey.FromSeed(1), batch);
        (Observations, States) = (new float[batch * Entries], new float[batch * Entries]);
        data.Fill(0, batch, 0, batch, Observations, new float[batch * Entries], States, []);
    }

    public TrainingRecipe Recipe { get; }

    public ProblemGenerator Generator { get; }

    /// <summary>The test problem.</summary>
    public AssimilationProblem Problem { get; }

    /// <summary>The training problems' observations.</summary>
    public float[] Observations { get; }

    /// <summary>The training problems' truths.</summary>
    public float[] States { get; }

    public int Entries => Generator.Settings.WindowEntries;

    public WindowDensity CreatePosterior() =>
        WindowDensity.Create(config, new Standardization(Entries), RandomKey.FromSeed(0));

    public AmortizedTrainingStep CreateStep(int threads) =>
        new(CreatePosterior(), data, Recipe, threads);

    /// <summary>Losses of so many steps from the initial weights.</summary>
    public double[] Train(AmortizedTrainingStep step, int steps)
    {
        var losses = new double[steps];
        for (int i = 0; i < steps; i++)
        {
            TrainingStepResult result = step.Run(i, Recipe.Schedule.Rate(i, Recipe.Steps));
            losses[i] = result.Loss;
            if (!result.Updated)
                throw new InvalidOperationException($"Step {i} of the reference training is not finite: nothing to time.");
        }

        return losses;
    }

    /// <summary>Seconds of the whole training, in a process that has warmed up; buffers are made outside the clock.</summary>
    public double TimeTraining(int threads)
    {
        AmortizedTrainingStep step = CreateStep(threads);
        return Interleaved.Seconds(() => Train(step, Recipe.Steps));
    }

    /// <summary>
    /// Floating-point operations of one step's matrix products: per weight and problem 2 forward, 2 for the weight's gradient and
    /// 2 for the input's, which the first layer does without.
    /// </summary>
    public double StepFlops()
    {
        ParameterView[] weights =
            [.. CreatePosterior().Layout.Where(view => view.Name.EndsWith("weight", StringComparison.Ordinal))];
        return 2.0 * Recipe.BatchSize * ((3.0 * weights.Sum(view => view.Size)) - weights[0].Size);
    }
}
