namespace Vardax.Managed.Systems;

/// <summary>Chooses some of a number of units, one after the other (Knuth, The Art of Computer Programming 2, algorithm S).</summary>
/// <param name="units">How many there are.</param>
/// <param name="wanted">How many are chosen.</param>
/// <param name="uniforms">A uniform number on [0, 1) for each unit.</param>
internal ref struct Selection(int units, int wanted, ReadOnlySpan<float> uniforms)
{
    private readonly ReadOnlySpan<float> uniforms = uniforms;
    private int left = units, wanted = wanted, at;

    /// <summary>Takes the values that are chosen out of a mask whose observed ones are the units.</summary>
    public void Remove(Span<float> mask)
    {
        foreach (ref float m in mask)
        {
            if (m != 0 && TakesNext())
                m = 0;
        }
    }

    /// <summary>Whether the next unit is chosen.</summary>
    public bool TakesNext()
    {
        bool takes = uniforms[at++] * left-- < wanted;
        wanted -= takes ? 1 : 0;
        return takes;
    }
}
