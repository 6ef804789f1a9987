using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Particles;

/// <summary>The importance-sampling posterior from its definition, in double precision, all windows stored.</summary>
internal sealed class OracleReference
{
    public OracleReference(ProblemGenerator generator, RandomKey stream, int draws, AssimilationProblem problem)
    {
        int entries = generator.Settings.WindowEntries;
        Windows = new float[draws * entries];
        var observations = new float[Windows.Length];
        generator.GenerateWindows(stream, 0, draws, observations, default, Windows, new float[generator.ScratchSize(draws)]);
        double precision = 0.5 / Math.Pow(generator.Settings.Noise(), 2);
        int[] seen = [.. Enumerable.Range(0, entries).Where(e => problem.Mask[e] != 0)];
        double[] logWeights = [.. Enumerable.Range(0, draws).Select(i =>
            -precision * seen.Sum(e => Math.Pow((double)problem.Observations[e] - Windows[(i * entries) + e], 2)))];
        double largest = logWeights.Max();
        Weights = [.. logWeights.Select(w => Math.Exp(w - largest))];
        double sum = Weights.Sum();
        EffectiveSampleSize = sum * sum / Weights.Sum(w => w * w);
        LogEvidence = largest + Math.Log(sum / draws) - (0.5 * seen.Length * Math.Log(Math.PI / precision));
        Weights = [.. Weights.Select(w => w / sum)];
        Mean = [.. Enumerable.Range(0, entries).Select(e => Average(e, x => x))];
        Std = [.. Enumerable.Range(0, entries).Select(e => Math.Sqrt(Average(e, x => Math.Pow(x - Mean[e], 2))))];

        double Average(int e, Func<double, double> f) =>
            Enumerable.Range(0, draws).Sum(i => Weights[i] * f(Windows[(i * entries) + e]));
    }

    public float[] Windows { get; }

    /// <summary>Normalised weights.</summary>
    public double[] Weights { get; }

    public double EffectiveSampleSize { get; }

    public double LogEvidence { get; }

    public double[] Mean { get; }

    public double[] Std { get; }
}
