using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// Several posteriors of one window as one mixture with equal weights, q = 1/K sum of q_k: an ensemble of models trained from
/// different keys (Lakshminarayanan, Pritzel and Blundell 2017). All must be over the same variables. One per thread.
/// </summary>
public sealed class MixturePosterior : IPosterior
{
    private readonly IPosterior[] members;
    private readonly ExclusiveUse guard = new("posterior");
    private AnalysisStatus status;
    private int entries;
    private float[] memberMean = [], memberStd = [];
    private double[] meanSum = [], squareSum = [], densities = [];

    /// <summary>Mixes posteriors, each used by this instance alone.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public MixturePosterior(IReadOnlyList<IPosterior> members, string name = "mixture")
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
            throw new ArgumentException("Expected at least one posterior.", nameof(members));
        (this.members, Name) = ([.. members], name);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <summary>Conditions every member.</summary>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        ArgumentNullException.ThrowIfNull(problem);
        (entries, status) = (problem.Settings.WindowEntries, AnalysisStatus.Ok);
        foreach (IPosterior member in members)
            status = status.Worse(member.Condition(problem));
        return status;
    }

    /// <summary>Mean and standard deviation of the mixture: the members' mean, and their mean variance plus that of their means.</summary>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(mean.Length, standardDeviation.Length, nameof(standardDeviation));
        if (memberMean.Length != mean.Length)
        {
            (memberMean, memberStd) = (new float[mean.Length], new float[mean.Length]);
            (meanSum, squareSum) = (new double[mean.Length], new double[mean.Length]);
        }

        Array.Clear(meanSum);
        Array.Clear(squareSum);
        AnalysisStatus worst = status;
        foreach (IPosterior member in members)
        {
            worst = worst.Worse(member.Moments(memberMean, memberStd));
            for (int i = 0; i < mean.Length; i++)
            {
                meanSum[i] += memberMean[i];
                squareSum[i] += ((double)memberMean[i] * memberMean[i]) + ((double)memberStd[i] * memberStd[i]);
            }
        }

        for (int i = 0; i < mean.Length; i++)
        {
            double center = meanSum[i] / members.Length;
            mean[i] = (float)center;
            standardDeviation[i] = (float)Math.Sqrt(Math.Max(0, (squareSum[i] / members.Length) - (center * center)));
        }

        return worst.Worse(AnalysisStatus.Of(mean, standardDeviation));
    }

    /// <summary>As many samples of each member, the first ones one more where they do not divide, each member with a key of its own.</summary>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = samples.Length / Math.Max(1, entries);
        Guard.Matrix(samples.Length, count, entries, nameof(samples));
        AnalysisStatus worst = status;
        for (int k = 0, from = 0; k < members.Length; k++)
        {
            int share = (count / members.Length) + (k < count % members.Length ? 1 : 0);
            if (share == 0)
                break;
            worst = worst.Worse(members[k].Sample(
                key.Child((ulong)k), samples.Slice(from * entries, share * entries)));
            from += share;
        }

        return worst.Worse(AnalysisStatus.OfSamples(samples, entries));
    }

    /// <summary>log q = log of the mean over the members of e^(log q_k).</summary>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        AnalysisStatus worst = status;
        int count = logProbs.Length;
        if (densities.Length < count * members.Length)
            densities = new double[count * members.Length];
        for (int k = 0; k < members.Length; k++)
            worst = worst.Worse(members[k].LogProb(windows, densities.AsSpan(k * count, count)));
        for (int i = 0; i < count; i++)
        {
            double largest = double.NegativeInfinity, sum = 0;
            for (int k = 0; k < members.Length; k++)
                largest = Math.Max(largest, densities[(k * count) + i]);
            for (int k = 0; k < members.Length && double.IsFinite(largest); k++)
                sum += Math.Exp(densities[(k * count) + i] - largest);
            logProbs[i] = double.IsFinite(largest) ? largest + Math.Log(sum / members.Length) : largest;
        }

        return worst.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }
}
