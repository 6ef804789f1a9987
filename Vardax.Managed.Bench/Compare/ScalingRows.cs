using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>How times grow: a training step with batch and width, an analysis with its window. Slope 1: in proportion.</summary>
internal static class ScalingRows
{
    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        bool quick = comparison.Options.Quick;
        int[] batches = quick ? [1, 128, 1024] : [1, 4, 16, 64, 128, 256, 512, 1024, 2048, 4096];
        int[] widths = quick ? [32, 64, 256] : [32, 64, 128, 256, 512, 1024];
        int[] windows = quick ? [11, 51, 501] : [11, 26, 51, 101, 201, 501];
        return
        [
            .. Steps(comparison, "batch", batches, size => new ReferenceWork(batch: size)),
            .. Steps(comparison, "hidden width", widths, size => new ReferenceWork(width: size)),
            .. Analyses(comparison, windows),
        ];
    }

    private static IEnumerable<Row> Steps(Comparison comparison, string what, int[] sizes, Func<int, ReferenceWork> create)
    {
        Row?[] previous = [null, null];
        int previousSize = 0;
        foreach (int size in sizes)
        {
            ReferenceWork work = create(size);
            Timings[] times = Interleaved.MeasureCalls(comparison.Options.Repetitions, Step(work, 1), Step(work, 2));
            double flops = work.StepFlops();
            for (int i = 0; i < 2; i++)
            {
                var row = new Row($"Scaling: training step, {what} {size}, {Quantity.Threads(i + 1)}")
                {
                    Ours = times[i], Floor = flops / comparison.Peaks.Of(i + 1),
                    Note = Quantity.Gflops(flops, times[i].Best) + Slope(times[i], previous[i]?.Ours, size, previousSize)
                        + (i == 0 ? "" : $"; {Quantity.Number(times[0].Best / times[1].Best)} times one thread's speed"),
                };
                previous[i] = row;
                yield return row;
            }

            previousSize = size;
        }
    }

    private static IEnumerable<Row> Analyses(Comparison comparison, int[] windows)
    {
        Timings? previous = null;
        int previousStates = 0;
        foreach (int states in windows)
        {
            var work = new ReferenceWork(batch: 1, windowSteps: states - 1);
            WindowDensity posterior = work.CreatePosterior();
            PosteriorWorkspace workspace = posterior.CreateWorkspace();
            AssimilationProblem problem = work.Problem;
            float[] mean = new float[posterior.Entries], std = new float[posterior.Entries];
            Timings time = Interleaved.MeasureCalls(comparison.Options.Repetitions,
                () => posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace))[0];
            yield return new Row($"Scaling: analysis, window of {states} states")
            {
                Ours = time, Floor = CacheStream.Measure(posterior.Parameters.Length, comparison.Options.Repetitions),
                Note = $"{posterior.Parameters.Length:N0} weights; floor: reading them"
                    + Slope(time, previous, states, previousStates),
            };
            (previous, previousStates) = (time, states);
        }
    }

    /// <summary>A step whose learning rate is too small to leave the neighbourhood of the initial weights.</summary>
    private static Action Step(ReferenceWork work, int threads)
    {
        AmortizedTrainingStep step = work.CreateStep(threads);
        int number = 0;
        return () => step.Run(number++, 1e-9);
    }

    /// <summary>The slope between neighbours on logarithmic axes.</summary>
    private static string Slope(Timings time, Timings? previous, int size, int previousSize) => previous is null
        ? ""
        : $"; slope {Quantity.Number(Math.Log(time.Best / previous.Best) / Math.Log((double)size / previousSize))}";
}
