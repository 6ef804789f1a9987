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
    private readonly StateParts parts = StateParts.Of(generator.Settings.Model);

    /// <summary>How many of the first so many problems a shard has.</summary>
    public static int Problems(int count, Shard shard) => shard.End(count, Block) - shard.Start(count, Block);

    /// <summary>Writes the first so many problems, or a shard of them.</summary>
    /// <exception cref="InputException">One diverges.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Run(int count, Shard shard, ProblemSink sink, CancellationToken cancellation)
    {
        var truth = new float[withTruth ? (settings.TotalSteps + 1) * settings.StateDimension : 0];
        var unknowns = new float[parts.Unknowns.Count];
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Shard = shard }.Blocks(Block))
        {
            for (int i = 0; i < block.Rows; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<float> observed = block.Observations(i), mask = block.Mask(i);
                ReadOnlySpan<float> window = block.Truth(i);
                Require(window, block.First + i);
                settings.Observing.ToRaw(observed, mask);
                for (int e = 0; e < mask.Length; e++)
                {
                    if (mask[e] == 0)
                        observed[e] = float.NaN;
                }

                if (withTruth)
                {
                    Continue(window, truth);
                    Require(truth, block.First + i);
                }

                parts.UnknownsOf<float>(window).CopyTo(unknowns);
                sink.Write(block.First + i, observed, parts.Compact(truth.AsSpan()), unknowns.AsSpan(0, withTruth ? unknowns.Length : 0));
            }

            sink.Flush();
        }

        // A shard may have no problem, and yet a header.
        sink.Flush();
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
                    $"the simulation of problem {problem} diverges at step {step}; {Advice(settings)} may help.");
            }
        }
    }

    /// <summary>What may help against a simulation that diverges.</summary>
    internal static string Advice(ProblemSettings settings) => settings.Definition is null ? "a smaller --dt" : "a smaller step or more substeps in [time]";
}
