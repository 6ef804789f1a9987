namespace Vardax.Managed.Tests.Models;

/// <summary>Windows that lack observations, one after the other in different ways.</summary>
internal static class OnnxGaps
{
    /// <summary>
    /// Takes observations out of windows: none, single ones, those of a run of times, a component, all of them. NaN marks the
    /// missing ones.
    /// </summary>
    public static void Make(float[] observations, float[] mask, int entries, int components)
    {
        var random = new Random(11);
        for (int row = 0; row * entries < mask.Length; row++)
        {
            double share = random.NextDouble();
            int component = random.Next(components), times = entries / components;
            int first = random.Next(times), last = random.Next(first, times);
            for (int i = 0; i < entries; i++)
            {
                bool isMissing = (row % 5) switch
                {
                    0 => false,
                    1 => random.NextDouble() < share,
                    2 => i / components >= first && i / components <= last,
                    3 => i % components == component,
                    _ => true,
                };
                int at = (row * entries) + i;
                if (isMissing)
                    mask[at] = 0;
                if (mask[at] == 0)
                    observations[at] = float.NaN;
            }
        }
    }
}
