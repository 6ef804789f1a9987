using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>What an oracle needs of one problem.</summary>
/// <param name="Observations">The values at the observed entries, each times its weight.</param>
/// <param name="Key">Of the uniforms that its samples are chosen by.</param>
internal sealed record OracleTarget(float[] Observations, RandomKey Key)
{
    /// <summary>
    /// Reads a problem. Its key is folded from its observations, so that what is sampled does not depend on the problems
    /// beside it.
    /// </summary>
    public static OracleTarget Of(ObservedWindow problem, int[] observed, float[] weights, RandomKey key)
    {
        float[] values = [.. observed.Select(i => problem.Observations[i])];
        foreach (float value in values)
            key = key.Child(BitConverter.SingleToUInt32Bits(value));
        for (int i = 0; i < values.Length; i++)
            values[i] *= weights[i];
        return new OracleTarget(values, key);
    }
}
