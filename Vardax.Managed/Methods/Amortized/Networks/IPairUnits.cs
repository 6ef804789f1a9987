namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>Brings training pairs into a network's units. Holds its buffers: one instance serves one thread.</summary>
internal interface IPairUnits
{
    /// <summary>Standardises rows of pairs, in place.</summary>
    /// <param name="observations">rows x observations.</param>
    /// <param name="mask">rows x observations.</param>
    /// <param name="states">rows x states.</param>
    /// <param name="scratch">As much as <see cref="ConditionalDensity.StandardizeScratchPerRow"/> says.</param>
    /// <returns>
    /// By how much the rows' negative log densities exceed <see cref="ConditionalDensity.LogScale"/>, summed: 0 if nothing is missing.
    /// </returns>
    double Standardize(Span<float> observations, ReadOnlySpan<float> mask, Span<float> states, Span<float> scratch);
}
