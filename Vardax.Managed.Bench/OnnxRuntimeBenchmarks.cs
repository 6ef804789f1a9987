using BenchmarkDotNet.Attributes;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary>
/// One analysis, batch 1, one thread: the library beside ONNX Runtime, on the same trained posterior and window. Both
/// predictions are compared before any clock runs.
/// </summary>
[MemoryDiagnoser]
public class OnnxRuntimeBenchmarks : IDisposable
{
    private AssimilationProblem problem = null!;
    private WindowDensity posterior = null!;
    private PosteriorWorkspace workspace = null!;
    private OnnxRuntimePeer peer = null!;
    private float[] mean = [], std = [];

    /// <summary>Whether trained by recipe robust, with standardisation, or by recipe reference, without.</summary>
    [Params(false, true)]
    public bool Robust { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var generator = new ProblemGenerator(Presets.Reference());
        posterior = AmortizedTrainer.Train(new TrainingPlan(generator.Settings)
        {
            Config = AmortizedConfig.Reference, Recipe = Robust ? Recipes.Robust : Recipes.Reference,
        }).Posterior;
        problem = generator.Generate(RandomKey.FromSeed(42));
        workspace = posterior.CreateWorkspace();
        (mean, std) = (new float[posterior.Entries], new float[posterior.Entries]);
        peer = new OnnxRuntimePeer(posterior, problem.Observations, problem.Mask);
        Console.WriteLine($"Largest relative difference between the predictions: {peer.RequireAgreement():E2}");
    }

    [GlobalCleanup]
    public void Dispose()
    {
        peer.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public void Analysis() => posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace);

    [Benchmark]
    public void OnnxRuntime() => peer.RunOnce();
}
