using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Reach;

/// <summary>Scores of one posterior on the held-out problems, each an array over the problems.</summary>
internal sealed class ReachScores(int problems)
{
    private const int Samples = 99;

    /// <summary>Mean over the entries of (mean - truth)^2.</summary>
    public double[] SquaredErrors { get; } = new double[problems];

    /// <summary>Negative log density of the truth by mean and standard deviation, summed over the entries, in nats.</summary>
    public double[] MarginalNll { get; } = new double[problems];

    /// <summary>Negative log density of the truth, in nats: of its first state, which determines the window.</summary>
    public double[] JointNll { get; } = new double[problems];

    /// <summary>Fair energy score, every entry in prior standard deviations.</summary>
    public double[] EnergyScores { get; } = new double[problems];

    /// <summary>Scores a posterior.</summary>
    public static ReachScores Of(Func<IPosterior> create, AssimilationProblem[] problems, float[] scale, RandomKey key)
    {
        var scores = new ReachScores(problems.Length);
        int entries = scale.Length;
        Parallel.For(0, problems.Length,
            () => (Posterior: create(), Mean: new float[entries], Std: new float[entries], Samples: new float[Samples * entries]),
            (i, _, worker) =>
            {
                double[] log = new double[1];
                worker.Posterior.Condition(problems[i]);
                worker.Posterior.Moments(worker.Mean, worker.Std);
                worker.Posterior.Sample(key.Child((ulong)i), worker.Samples);
                worker.Posterior.LogProb(Truth(problems[i], entries), log);
                scores.Add(i, problems[i], worker.Mean, worker.Std, worker.Samples, scale);
                scores.JointNll[i] = -log[0];
                return worker;
            }, _ => { });
        return scores;
    }

    /// <summary>Scores what the oracle found; it has no density of its own.</summary>
    public static ReachScores Of(OracleResult[] results, AssimilationProblem[] problems, float[] scale, RandomKey key)
    {
        var scores = new ReachScores(results.Length);
        for (int i = 0; i < results.Length; i++)
        {
            scores.JointNll[i] = double.NaN;
            if (results[i].Status.IsUsable)
            {
                scores.Add(i, problems[i], results[i].Mean, results[i].StandardDeviation,
                    results[i].Resample(key.Child((ulong)i), Samples), scale);
            }
        }

        return scores;
    }

    private static ReadOnlySpan<float> Truth(AssimilationProblem problem, int entries) => problem.Truth.Values.AsSpan(0, entries);

    private void Add(
        int i, AssimilationProblem problem, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> samples,
        ReadOnlySpan<float> scale)
    {
        int entries = scale.Length;
        ReadOnlySpan<float> truth = Truth(problem, entries);
        SquaredErrors[i] = Math.Pow(Rmse.Overall(mean, truth), 2);
        MarginalNll[i] = entries * GaussianScore.MeanNll(mean, std, truth);
        float[] scaledTruth = new float[entries], scaled = new float[samples.Length];
        for (int e = 0; e < entries; e++)
            scaledTruth[e] = truth[e] / scale[e];
        for (int at = 0; at < scaled.Length; at++)
            scaled[at] = samples[at] / scale[at % entries];
        EnergyScores[i] = EnergyScore.Fair(scaled, scaledTruth);
    }
}
