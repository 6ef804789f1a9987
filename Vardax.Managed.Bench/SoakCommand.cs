using System.Diagnostics;
using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench;

/// <summary><c>soak [--count N]</c>: a loaded model analysing window after window, the working set and the allocation as it goes.</summary>
internal static class SoakCommand
{
    private const int Parts = 10, Windows = 256;

    /// <summary>Runs it; 1 where a part allocates, or the working set grows by more than a tenth after the first part.</summary>
    public static int Run(string[] args)
    {
        int count = args is ["--count", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 1_000_000;
        TrainedModel model = Reload(Presets.Attractor());
        var generator = new ProblemGenerator(model.Settings with { TotalSteps = model.Settings.WindowSteps });
        ObservedWindow[] windows = [.. Enumerable.Range(0, Windows).Select(i => generator.Generate(RandomKey.FromSeed(7).Child((ulong)i)))];
        IPosterior posterior = model.CreatePosterior();
        float[] mean = new float[model.Settings.WindowEntries], std = new float[mean.Length];
        Analyze(1000);

        Console.WriteLine("| analyses | us each | bytes each | working set, MiB |");
        Console.WriteLine("|---:|---:|---:|---:|");
        long first = 0;
        bool isFlat = true;
        for (int part = 1; part <= Parts; part++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            Analyze(count / Parts);
            double us = Stopwatch.GetElapsedTime(start).TotalMicroseconds / (count / Parts);
            double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)(count / Parts);
            long set = Environment.WorkingSet;
            first = part == 1 ? set : first;
            isFlat &= bytes == 0 && set < 1.1 * first;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {(long)part * (count / Parts)} | {us:F1} | {bytes:F1} | {set / 1048576.0:F1} |"));
        }

        return isFlat ? 0 : 1;

        void Analyze(int times)
        {
            for (int i = 0; i < times; i++)
            {
                if (!posterior.Analyze(windows[i % Windows], mean, std).IsUsable)
                    throw new InvalidOperationException($"Window {i % Windows} is not usable.");
            }
        }
    }

    /// <summary>A model trained a little, written and read again.</summary>
    private static TrainedModel Reload(ProblemSettings settings)
    {
        TrainingResult training = AmortizedTrainer.Train(
            new TrainingPlan(settings) { Recipe = Recipes.Control with { Steps = 2000 } });
        using var stream = new MemoryStream();
        ModelFile.Write(TrainedModel.Fit(training, new PolishOptions()), stream);
        return ModelFile.Parse(stream.ToArray(), "soak");
    }
}
