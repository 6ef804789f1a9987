using BenchmarkDotNet.Attributes;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary>One window of preset attractor: the amortized guess, the polished one, and 4DVar with the same background.</summary>
[MemoryDiagnoser]
public class PolishBenchmarks
{
    private const int Windows = 64;

    private readonly AssimilationProblem[] problems = new AssimilationProblem[Windows];
    private readonly float[] mean, std;
    private readonly IPosterior amortized, polished;
    private readonly StrongFourDVar single, multiple;

    public PolishBenchmarks()
    {
        ProblemSettings settings = Presets.Attractor();
        var generator = new ProblemGenerator(settings);
        for (int i = 0; i < Windows; i++)
            problems[i] = generator.Generate(new ExperimentKeys().HeldOutStream.Child((ulong)i));
        RandomKey trainKey = RandomKey.FromSeed(1);
        TrainingResult training = AmortizedTrainer.Train(
            new TrainingPlan(settings) { Recipe = Recipes.Control with { Steps = 2000 }, TrainKey = trainKey });
        TrainedModel model = TrainedModel.Fit(training, new PolishOptions(), recalibrationProblems: 4096);
        (amortized, polished) = (model.CreateAmortized(), model.CreatePosterior());
        ClassicalBackground background = ClassicalBackground.Climatological(generator, trainKey.Prior(), 25);
        single = new StrongFourDVar(settings, background.State, leadSteps: 25);
        multiple = new StrongFourDVar(settings, background.State, starts: new MultiStart(), leadSteps: 25);
        (mean, std) = (new float[settings.WindowEntries], new float[settings.WindowEntries]);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Windows)]
    public void Polished() => Analyze(polished);

    [Benchmark(OperationsPerInvoke = Windows)]
    public void Amortized() => Analyze(amortized);

    [Benchmark(OperationsPerInvoke = Windows)]
    public void StrongFourDVarFromThePriorMean() => Analyze(single);

    [Benchmark(OperationsPerInvoke = Windows)]
    public void StrongFourDVarMultiStart() => Analyze(multiple);

    private void Analyze(IAnalysis analysis)
    {
        foreach (AssimilationProblem problem in problems)
            analysis.Analyze(problem, mean, std);
    }
}
