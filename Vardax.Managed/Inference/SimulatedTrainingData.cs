using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Inference;

/// <summary>Fresh pairs at every step: row r of step s is problem number s * batch size + r of the stream.</summary>
public sealed class SimulatedTrainingData : ITrainingData
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
    public int ScratchSize(int rows) => generator.ScratchSize(rows);

    /// <inheritdoc/>
    public void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> states, Span<float> scratch) =>
        generator.GenerateWindows(
            stream, ((ulong)step * (ulong)batchSize) + (ulong)firstRow, rows, observations, states, scratch);
}
