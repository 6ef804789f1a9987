using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>One part of an oracle's draws: it simulates them block by block, and weighs every block for every problem.</summary>
internal sealed class OracleShard
{
    private const int BlockSize = WindowWeights.BlockSize;

    private readonly int entries;
    private readonly int[] observed;
    private readonly float precision;
    private readonly ObservingSystem observing;
    private readonly float[] scale, values;
    private readonly OracleTarget[] targets;
    private readonly float[] atObserved, bias = new float[BlockSize], biases = new float[BlockSize];
    private readonly float[] logWeights = new float[BlockSize], weights = new float[BlockSize];
    private readonly int[] members = new int[BlockSize];
    private readonly uint[] words = new uint[BlockSize];
    private readonly WeightedMoments block;
    private readonly WeightedMoments[] moments;
    private readonly PrioritySample[] samples;
    private int finite;

    /// <summary>Takes in the draws.</summary>
    /// <param name="draws">From the prior.</param>
    /// <param name="observed">Indices of the observed entries, ascending.</param>
    /// <param name="targets">The problems.</param>
    /// <param name="kept">Weighted samples to keep of each.</param>
    public OracleShard(ProblemSweep draws, int[] observed, OracleTarget[] targets, int kept)
    {
        (this.observed, this.targets) = (observed, targets);
        entries = draws.Generator.Settings.WindowEntries;
        observing = draws.Generator.Settings.Observing;
        scale = Weights(observing, observed);
        values = new float[observing.ValuesRoom(draws.Generator.Settings.WindowStates)];
        // Finite, so that no difference at all is not infinity times zero.
        precision = observed.Length == 0 ? 0 : (float)Math.Min(0.5 / Math.Pow(observing.Std(observed[0]), 2), float.MaxValue);
        atObserved = new float[observed.Length * BlockSize];
        block = new WeightedMoments(entries);
        moments = [.. targets.Select(_ => new WeightedMoments(entries))];
        samples = kept == 0 ? [] : [.. targets.Select(_ => new PrioritySample(kept))];
        foreach (WindowBlock windows in draws.Truths(BlockSize, WeightedMoments.PaddedLength(1)))
        {
            Prepare(windows);
            for (int problem = 0; problem < targets.Length; problem++)
                Weigh(problem, windows);
        }
    }

    /// <summary>What is left of the draws.</summary>
    public OracleSums Sums => new(moments, samples, finite);

    /// <summary>What departures are multiplied by so that all have the first one's error.</summary>
    public static float[] Weights(ObservingSystem observing, int[] observed) =>
        [.. observed.Select(e => (float)(observing.Std(observed[0]) / observing.Std(e)))];

    [MethodImpl(Simd.Hot)]
    private void Prepare(WindowBlock windows)
    {
        for (int i = 0; i < BlockSize; i++)
        {
            Span<float> window = windows.Truths.Slice(i * entries, entries);
            bool counts = i < windows.Rows && double.IsFinite(Reduction.SumOfSquares(window));
            ReadOnlySpan<float> seen = counts ? observing.Values(window, values) : window;
            for (int e = 0; counts && e < observed.Length; e++)
            {
                float value = scale[e] * seen[observed[e]];
                atObserved[(e * BlockSize) + i] = value;
                counts = float.IsFinite(value);
            }

            bias[i] = counts ? 0 : float.NegativeInfinity;
            if (counts)
            {
                finite++;
                continue;
            }

            window.Clear();
            for (int e = 0; e < observed.Length; e++)
                atObserved[(e * BlockSize) + i] = 0;
        }
    }

    [MethodImpl(Simd.Hot)]
    private void Weigh(int problem, WindowBlock windows)
    {
        WeightedMoments sums = moments[problem];
        float largest = WindowWeights.LogWeights(targets[problem].Observations, atObserved, precision, Biases(problem), logWeights);
        float maximum = MathF.Max(sums.Maximum, largest);
        if (float.IsNegativeInfinity(largest) || largest < maximum - WindowWeights.Cutoff)
            return;
        (int count, int heaviest, double sum, double squares) = WindowWeights.Select(logWeights, maximum, members, weights);
        block.Set(windows.Truths, members.AsSpan(0, count), weights, heaviest, maximum, sum, squares);
        sums.Merge(block);
        if (samples.Length > 0)
            Offer(problem, windows.First, count, maximum);
    }

    /// <summary>What is added to the log weights of normal errors: the difference that other errors make.</summary>
    private float[] Biases(int problem)
    {
        if (observing.HasNormalErrors)
            return bias;
        bias.CopyTo(biases, 0);
        for (int e = 0; e < observed.Length; e++)
        {
            ErrorDistribution error = observing.Instruments[observed[e] % observing.Instruments.Count].Error;
            double unit = 1 / observing.Std(observed[0]), observation = targets[problem].Observations[e];
            for (int i = 0; error is StudentError && i < BlockSize; i++)
            {
                double t = unit * (atObserved[(e * BlockSize) + i] - observation), s = error.Whiten(t).Value;
                biases[i] += (float)(((t * t) - (s * s)) / 2);
            }
        }

        return biases;
    }

    [MethodImpl(Simd.Hot)]
    private void Offer(int problem, int first, int count, float maximum)
    {
        PrioritySample sample = samples[problem];
        RandomDraws.Bits(targets[problem].Key, words, (uint)first);
        // Few draws are candidates once the sample is full: only they are worth a logarithm. The margin is for rounding.
        double least = 0.999 * Math.Exp(sample.Threshold - maximum);
        for (int k = 0; k < count; k++)
        {
            int i = members[k];
            double u = (words[i] + 0.5) / (1L << 32);
            if (weights[k] >= u * least)
                sample.Offer(first + i, logWeights[i], logWeights[i] - Math.Log(u));
        }
    }
}
