namespace Vardax.Managed.Bench.Compare;

/// <summary>Repeated measurements of one piece of work, in seconds.</summary>
internal sealed class Timings(IEnumerable<double> seconds)
{
    private readonly double[] sorted = [.. seconds.Order()];

    public double Best => sorted[0];

    public double Median => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    public int Count => sorted.Length;
}
