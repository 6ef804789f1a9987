using BenchmarkDotNet.Attributes;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary>One analysis (encoder and both heads, batch 1), 200 samples of its window, and their normals alone.</summary>
[MemoryDiagnoser]
public class PosteriorBenchmarks
{
    private const int Samples = 200;

    private readonly AssimilationProblem problem = new ProblemGenerator(Presets.Reference()).Generate(RandomKey.FromSeed(42));
    private readonly WindowDensity posterior =
        WindowDensity.Create(AmortizedConfig.Reference, new Standardization(153), RandomKey.FromSeed(0));

    private PosteriorWorkspace workspace = null!;
    private float[] mean = [], std = [], samples = [];

    [GlobalSetup]
    public void Setup()
    {
        workspace = posterior.CreateWorkspace();
        (mean, std, samples) = (new float[posterior.Entries], new float[posterior.Entries], new float[Samples * posterior.Entries]);
    }

    [Benchmark(Baseline = true)]
    public void Analysis() => posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace);

    [Benchmark]
    public void Sample() => posterior.Sample(problem.Observations, problem.Mask, RandomKey.FromSeed(2), samples, workspace);

    [Benchmark]
    public void NormalsAlone() => RandomDraws.Normal(RandomKey.FromSeed(2), samples);
}
