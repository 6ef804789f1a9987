using BenchmarkDotNet.Attributes;
using Vardax.Managed.Experiments;

namespace Vardax.Managed.Bench;

/// <summary>Everything <c>vardax run</c> computes: simulate, train 500 steps, analyse, sample, 4,096 held-out problems.</summary>
[MemoryDiagnoser]
public class WholeRunBenchmarks
{
    [Benchmark(Baseline = true)]
    public ExperimentResult ReferencePreset() => new AmortizedExperiment().Run();

    [Benchmark]
    public ExperimentResult AttractorPreset() => new AmortizedExperiment { Settings = Presets.Attractor() }.Run();
}
