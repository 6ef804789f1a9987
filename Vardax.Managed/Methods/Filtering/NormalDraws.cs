using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>Unit normals in double precision, drawn in single.</summary>
internal static class NormalDraws
{
    private const int Chunk = 256;

    /// <summary>Fills with the normals of a key: the same values as one draw of <see cref="RandomDraws.Normal"/>.</summary>
    public static void Fill(RandomKey key, Span<double> destination)
    {
        Span<float> drawn = stackalloc float[Chunk];
        for (int start = 0; start < destination.Length; start += Chunk)
        {
            Span<float> part = drawn[..Math.Min(Chunk, destination.Length - start)];
            RandomDraws.Normal(key, part, (uint)start);
            for (int i = 0; i < part.Length; i++)
                destination[start + i] = part[i];
        }
    }
}
