namespace Vardax.Managed.Methods.Amortized.Training;

/// <summary>Where training pairs come from. Called from several threads at once, for different rows.</summary>
internal interface ITrainingData
{
    /// <summary>Floats of scratch that <see cref="Fill"/> needs for so many rows.</summary>
    int ScratchSize(int rows);

    /// <summary>Writes rows of a step's batch; what a row holds depends on the step and the row alone.</summary>
    /// <param name="step">The training step, from 0.</param>
    /// <param name="batchSize">Rows of the whole batch.</param>
    /// <param name="firstRow">First row wanted.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="observations">Receives rows x observations, 0 where not observed.</param>
    /// <param name="masks">Receives rows x observations, 1 where observed, 0 elsewhere.</param>
    /// <param name="states">Receives rows x states.</param>
    /// <param name="scratch">At least <see cref="ScratchSize"/> floats.</param>
    void Fill(
        int step, int batchSize, int firstRow, int rows, Span<float> observations, Span<float> masks, Span<float> states,
        Span<float> scratch);
}
