using BenchmarkDotNet.Attributes;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary>One training step of 128 problems: fixed pairs (recipe reference) and fresh simulation (recipe robust).</summary>
[MemoryDiagnoser]
public class TrainingBenchmarks
{
    private readonly ProblemGenerator generator = new(Presets.Reference());
    private AmortizedTrainingStep reference = null!, robust = null!;
    private int step;

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        RandomKey key = RandomKey.FromSeed(1);
        WindowDensity posterior =
            WindowDensity.Create(AmortizedConfig.Reference, new Standardization(153), RandomKey.FromSeed(0));
        reference = new(posterior, new FixedTrainingData(generator, key, 128), Recipes.Reference, Threads);
        robust = new(posterior, new SimulatedTrainingData(generator, key), Recipes.Robust, Threads);
    }

    [Benchmark(Baseline = true)]
    public TrainingStepResult ReferenceStep() => reference.Run(step++, 1e-6);

    [Benchmark]
    public TrainingStepResult RobustStep() => robust.Run(step++, 1e-6);
}
