using System.Runtime.CompilerServices;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>One part of an oracle's draws: it simulates them block by block, and weighs every block for every problem.</summary>
internal sealed class OracleShard
{
    private const int BlockSize = WindowWeights.BlockSize;

    private readonly ProblemGenerator generator;
    private readonly RandomKey stream;
    private readonly int entries;
    private readonly int[] observed;
    private readonly float precision;
    private readonly OracleTarget[] targets;
    private readonly float[] windows, scratch, atObserved, bias = new float[BlockSize];
    private readonly float[] logWeights = new float[BlockSize], weights = new float[BlockSize];
    private readonly int[] members = new int[BlockSize];
    private readonly uint[] words = new uint[BlockSize];
    private readonly WeightedMoments block;

    /// <summary>Sets aside the buffers.</summary>
    /// <param name="generator">The prior.</param>
    /// <param name="stream">The key the draws' keys are split from.</param>
    /// <param name="observed">Indices of the observed entries, ascending.</param>
    /// <param name="targets">The problems.</param>
    /// <param name="samples">Weighted samples to keep of each.</param>
    public OracleShard(ProblemGenerator generator, RandomKey stream, int[] observed, OracleTarget[] targets, int samples)
    {
        (this.generator, this.stream, this.observed, this.targets) = (generator, stream, observed, targets);
        entries = generator.Settings.WindowEntries;
        // Finite, so that no difference at all is not infinity times zero.
        precision = (float)Math.Min(0.5 / Math.Pow(generator.Settings.ObsNoise, 2), float.MaxValue);
        windows = new float[(BlockSize * entries) + WeightedMoments.PaddedLength(1)];
        scratch = new float[generator.ScratchSize(BlockSize)];
        atObserved = new float[observed.Length * BlockSize];
        block = new WeightedMoments(entries);
        Moments = [.. targets.Select(_ => new WeightedMoments(entries))];
        Samples = samples == 0 ? [] : [.. targets.Select(_ => new PrioritySample(samples))];
    }

    /// <summary>Each problem's moments.</summary>
    public WeightedMoments[] Moments { get; }

    /// <summary>Each problem's sample; empty where none is wanted.</summary>
    public PrioritySample[] Samples { get; }

    /// <summary>Windows that were finite throughout.</summary>
    public int Finite { get; private set; }

    /// <summary>Takes in draws <paramref name="first"/> to <paramref name="end"/> - 1.</summary>
    public void Run(int first, int end, CancellationToken cancellation)
    {
        for (; first < end; first += Math.Min(BlockSize, end - first))
        {
            cancellation.ThrowIfCancellationRequested();
            Simulate(first, Math.Min(BlockSize, end - first));
            for (int problem = 0; problem < targets.Length; problem++)
                Weigh(problem, first);
        }
    }

    [MethodImpl(Simd.Hot)]
    private void Simulate(int first, int count)
    {
        generator.GenerateTruths(stream, (ulong)first, count, windows, scratch);
        for (int i = 0; i < BlockSize; i++)
        {
            Span<float> window = windows.AsSpan(i * entries, entries);
            bool counts = i < count && double.IsFinite(Reduction.SumOfSquares(window));
            bias[i] = counts ? 0 : float.NegativeInfinity;
            if (counts)
                Finite++;
            else
                window.Clear();
        }

        for (int e = 0; e < observed.Length; e++)
        {
            Span<float> row = atObserved.AsSpan(e * BlockSize, BlockSize);
            for (int i = 0, at = observed[e]; i < row.Length; i++, at += entries)
                row[i] = windows[at];
        }
    }

    [MethodImpl(Simd.Hot)]
    private void Weigh(int problem, int first)
    {
        WeightedMoments moments = Moments[problem];
        float largest = WindowWeights.LogWeights(targets[problem].Observations, atObserved, precision, bias, logWeights);
        float maximum = MathF.Max(moments.Maximum, largest);
        if (float.IsNegativeInfinity(largest) || largest < maximum - WindowWeights.Cutoff)
            return;
        (int count, int heaviest, double sum, double squares) = WindowWeights.Select(logWeights, maximum, members, weights);
        block.Set(windows, members.AsSpan(0, count), weights, heaviest, maximum, sum, squares);
        moments.Merge(block);
        if (Samples.Length > 0)
            Offer(problem, first, count, maximum);
    }

    [MethodImpl(Simd.Hot)]
    private void Offer(int problem, int first, int count, float maximum)
    {
        PrioritySample sample = Samples[problem];
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
