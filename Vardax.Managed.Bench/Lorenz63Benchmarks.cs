using BenchmarkDotNet.Attributes;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary>Lorenz-63: the 950-step forecast, an ensemble, and problem generation.</summary>
[MemoryDiagnoser]
public class Lorenz63Benchmarks
{
    private const int Steps = 950, Members = 1024;

    private readonly Lorenz63 model = new();
    private readonly ProblemGenerator generator = new(Presets.Reference());
    private readonly float[] initial = [8.4f, 8.5f, 27f];
    private readonly float[] states = new float[3 * Steps];
    private readonly float[] ensemble = new float[3 * Members];
    private float[] observations = [], truths = [], scratch = [];

    [GlobalSetup]
    public void Setup()
    {
        RandomDraws.Normal(RandomKey.FromSeed(0), ensemble);
        observations = new float[Members * generator.Settings.WindowEntries];
        truths = new float[observations.Length];
        scratch = new float[generator.ScratchSize(Members)];
    }

    [Benchmark(Baseline = true)]
    public void Forecast() => model.SinglePrecision.Integrate(initial, 0.01f, states);

    /// <summary>1,024 members, 950 steps.</summary>
    [Benchmark]
    public void Ensemble() => model.SinglePrecision.IntegrateEnsemble(ensemble, Members, 0.01f, Steps);

    /// <summary>1,024 problems of preset reference, 1,050 steps each.</summary>
    [Benchmark]
    public void Problems() => generator.GenerateWindows(RandomKey.FromSeed(1), 0, Members, observations, default, truths, scratch);
}
