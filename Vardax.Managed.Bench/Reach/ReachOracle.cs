using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Reach;

/// <summary>The exact posterior of the first held-out problems: one simulation for all model keys.</summary>
internal sealed class ReachOracle
{
    private const int Samples = 512;

    private readonly ReachScores scores;

    public ReachOracle(
        ReachOptions options, ProblemGenerator generator, AssimilationProblem[] problems, float[] scale, RandomKey key)
    {
        problems = problems[..Math.Min(options.OracleProblems, problems.Length)];
        var oracle = new ImportanceSamplingOracle(generator, key.Oracle(), options.OracleDraws);
        OracleResult[] results = oracle.Analyze(problems, Samples);
        Usable = [.. Enumerable.Range(0, results.Length).Where(i => results[i].Status.IsUsable)];
        Asked = results.Length;
        if (Usable.Length < 2)
        {
            throw new InvalidOperationException(
                $"The oracle is sure of {Usable.Length} of {Asked} posteriors; it takes more draws than {options.OracleDraws}.");
        }

        scores = ReachScores.Of(results, problems, scale, key.Child(0));
    }

    /// <summary>Problems asked for.</summary>
    public int Asked { get; }

    /// <summary>Those of which it is sure enough to judge others by.</summary>
    public int[] Usable { get; }

    public MeanEstimate Rmse => MeanEstimate.Of(On(scores.SquaredErrors)).SquareRoot();

    public MeanEstimate MarginalNll => MeanEstimate.Of(On(scores.MarginalNll));

    public MeanEstimate EnergyScore => MeanEstimate.Of(On(scores.EnergyScores));

    /// <summary>Window RMSE over the oracle's.</summary>
    public MeanEstimate RmseRatio(ReachScores other) =>
        MeanRatio.Of(On(other.SquaredErrors), On(scores.SquaredErrors)).SquareRoot();

    /// <summary>Marginal NLL above the oracle's.</summary>
    public MeanEstimate NllAbove(ReachScores other) =>
        MeanEstimate.Of([.. Usable.Select(i => other.MarginalNll[i] - scores.MarginalNll[i])]);

    /// <summary>Energy score over the oracle's.</summary>
    public MeanEstimate EnergyRatio(ReachScores other) => MeanRatio.Of(On(other.EnergyScores), On(scores.EnergyScores));

    private double[] On(double[] values) => [.. Usable.Select(i => values[i])];
}
