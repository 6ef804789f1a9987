namespace Vardax.Managed.Tests.Support;

/// <summary>Repeatable test data that owe nothing to the library's own generator.</summary>
internal static class Numbers
{
    public static double[] Normal(int seed, int count)
    {
        var random = new Random(seed);
        var values = new double[count];
        for (int i = 0; i < count; i++)
            values[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
        return values;
    }

    public static float[] NormalSingle(int seed, int count) => [.. Normal(seed, count).Select(x => (float)x)];

    /// <summary>Normal numbers pushed away from 0 by 0.05, for functions with a kink there.</summary>
    public static double[] AwayFromZero(int seed, int count) => [.. Normal(seed, count).Select(x => x + (x < 0 ? -0.05 : 0.05))];

    /// <summary>The values so many times in a row.</summary>
    public static float[] Tile(float[] values, int times) => [.. Enumerable.Repeat(values, times).SelectMany(v => v)];

    public static double[] Uniform(int seed, int count, double low, double high)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextDouble()))];
    }
}
