using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// Entries of a window that fixed components determine. Nothing about them varies; scores, units and statuses divide by a standard
/// deviation, and take that of rounding for them.
/// </summary>
internal static class KnownEntries
{
    // Sixteen units in the last place of single precision.
    internal const float Resolution = 1f / (1 << 20);

    // What double precision makes of nothing, with room.
    internal const float Nothing = 1e-12f;

    /// <summary>Replaces standard deviations of 0, or as small as sums of equal numbers leave them, by that of rounding if a component is fixed.</summary>
    public static void Fill(ProblemSettings settings, ReadOnlySpan<float> mean, Span<float> standardDeviation)
    {
        if (settings.Initial.Coordinates == settings.StateDimension)
            return;
        for (int i = 0; i < mean.Length; i++)
        {
            float size = MathF.Max(MathF.Abs(mean[i]), 1);
            if (standardDeviation[i] <= Nothing * size)
                standardDeviation[i] = Resolution * size;
        }
    }
}
