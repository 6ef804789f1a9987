namespace Vardax.Managed.Optimization;

/// <summary>
/// The buffers of a minimiser. Kept from one minimisation to the next, they grow to what the largest needs and then nothing is
/// allocated. One thread at a time.
/// </summary>
public sealed class MinimizerWorkspace
{
    private readonly double[][] buffers = new double[12][];

    /// <summary>Buffer number <paramref name="index"/>, with whatever it last held.</summary>
    internal Span<double> Take(int index, int length)
    {
        if ((buffers[index]?.Length ?? -1) < length)
            buffers[index] = new double[length];
        return buffers[index].AsSpan(0, length);
    }
}
