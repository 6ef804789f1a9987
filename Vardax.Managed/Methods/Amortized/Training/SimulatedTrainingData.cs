using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>
/// Fresh pairs at every step, two from each simulated problem: row 2j has the problem's observations g(truth) + noise, row 2j + 1
/// the antithetic ones g(truth) - noise, just as probable. Where observations say little, the noise of the gradient is mostly the
/// product of state and observation error, and that cancels within a pair. The same observations are missing from both. A problem that
/// diverges is replaced by one beside it.
/// </summary>
/// <remarks>Step s of a batch of b rows draws on problems s ceil(b / 2) onwards of the stream.</remarks>
internal sealed class SimulatedTrainingData : ITrainingData
{
    private readonly ProblemGenerator generator;
    private readonly RandomKey stream;

    /// <summary>Binds a generator to a stream of keys.</summary>
    public SimulatedTrainingData(ProblemGenerator generator, RandomKey stream)
    {
        ArgumentNullException.ThrowIfNull(generator);
        (this.generator, this.stream) = (generator, stream);
    }

    /// <inheritdoc/>
    public int ScratchSize(int rows) => generator.ScratchSize((rows / 2) + 1);

    /// <inheritdoc/>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
        Span<float> scratch)
    {
        int firstProblem = firstRow / 2, problems = ((firstRow + rows - 1) / 2) - firstProblem + 1;
        ulong perStep = ((ulong)batchSize + 1) / 2;
        generator.GenerateWindows(
            stream, ((ulong)step * perStep) + (ulong)firstProblem, problems, observations, masks, states, scratch);
        generator.ReplaceDiverged(problems, observations, masks, states);

        // From the last row down, so that each problem is still in place when its rows are written.
        int entries = generator.Settings.WindowEntries, seen = generator.Settings.ObservationEntries;
        for (int row = rows - 1; row >= 0; row--)
        {
            int from = ((firstRow + row) / 2) - firstProblem;
            Span<float> y = observations.Slice(row * seen, seen), m = masks.Slice(row * seen, seen);
            Span<float> x = states.Slice(row * entries, entries);
            masks.Slice(from * seen, seen).CopyTo(m);
            states.Slice(from * entries, entries).CopyTo(x);
            observations.Slice(from * seen, seen).CopyTo(y);
            if (((firstRow + row) & 1) == 1)
                generator.MirrorErrors(y, m, x, y, scratch);
        }
    }
}
