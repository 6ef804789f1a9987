using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Simulates problems one after the other, in constant memory; number i is <c>Generate(stream.Child(i))</c>.</summary>
/// <param name="generator">Of the problems.</param>
/// <param name="stream">The key that the problems' keys are split from.</param>
/// <param name="withTruth">Whether the truths are asked for.</param>
internal sealed class ProblemStream(ProblemGenerator generator, RandomKey stream, bool withTruth)
{
    private const int Block = 128;

    private readonly ProblemSettings settings = generator.Settings;

    /// <summary>Writes the first so many problems.</summary>
    /// <exception cref="InputException">One diverges.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(int count, ProblemSink sink, CancellationToken cancellation)
    {
        int entries = settings.WindowEntries;
        float[] observations = new float[Block * entries], masks = new float[Block * entries], truths = new float[Block * entries];
        var scratch = new float[generator.ScratchSize(Block)];
        var truth = new float[withTruth ? (settings.TotalSteps + 1) * settings.StateDimension : 0];
        for (int first = 0; first < count; first += Block)
        {
            int rows = Math.Min(Block, count - first);
            generator.GenerateWindows(stream, (ulong)first, rows, observations, masks, truths, scratch);
            for (int i = 0; i < rows; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<float> observed = observations.AsSpan(i * entries, entries);
                ReadOnlySpan<float> window = truths.AsSpan(i * entries, entries);
                Require(window, first + i);
                for (int e = 0; e < entries; e++)
                {
                    if (masks[(i * entries) + e] == 0)
                        observed[e] = float.NaN;
                }

                if (withTruth)
                {
                    Continue(window, truth);
                    Require(truth, first + i);
                }

                sink.Write(first + i, observed, truth);
            }

            sink.Flush();
        }

        sink.Complete();
    }

    /// <summary>The window, and what follows from its last state.</summary>
    private void Continue(ReadOnlySpan<float> window, Span<float> truth)
    {
        window.CopyTo(truth);
        IPropagator<float> model = settings.Model.SinglePrecision;
        model.Integrate(window[^settings.StateDimension..], (float)settings.Dt, truth[window.Length..]);
    }

    private void Require(ReadOnlySpan<float> truth, int problem)
    {
        for (int e = 0; e < truth.Length; e++)
        {
            if (!float.IsFinite(truth[e]))
            {
                int step = e / settings.StateDimension;
                throw new InputException(
                    $"the simulation of problem {problem} diverges at step {step}; a smaller --dt may help.");
            }
        }
    }
}
