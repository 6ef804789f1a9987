using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Runs the calibration gates of a posterior on the same simulated problems and samples:
/// <see cref="SimulationBasedCalibration"/>, <see cref="Tarp"/>, <see cref="ExpectedCoverage"/> and <see cref="SpreadError"/>.
/// Each gate has its own probability 1 - Level of failing an exact posterior; they are not corrected for one another.
/// </summary>
public static class CalibrationGates
{
    /// <summary>The gates, in the order of the report.</summary>
    internal static IReadOnlyList<IGate> All { get; } =
        [new SimulationBasedCalibration(), new Tarp(), new ExpectedCoverage(), new SpreadError()];

    /// <summary>Runs the gates; the same key gives the same report at every number of threads.</summary>
    /// <param name="generator">The family of problems, whose prior the posterior claims to be of.</param>
    /// <param name="create">Creates the posterior, once for each thread.</param>
    /// <param name="key">Key of the problems, reference windows and samples; not one the posterior was trained with.</param>
    /// <param name="options">Sizes and levels; null for the defaults.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the prior diverges or has no spread at some
    /// entry.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static CalibrationReport Run(
        ProblemGenerator generator, Func<IPosterior> create, RandomKey key, CalibrationOptions? options = null,
        ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(create);
        options ??= new CalibrationOptions();
        options.Validate();
        return Report(generator.Settings, create().Name, CalibrationPass.Simulate(generator, create, key, options, Shard.Whole, parallel), options);
    }

    /// <summary>The report of what all problems gave.</summary>
    internal static CalibrationReport Report(
        ProblemSettings settings, string method, ProblemCalibration[] results, CalibrationOptions options)
    {
        var simulations = new CalibrationSimulations(settings, method, results, options.CoverageLevels.Count);
        return simulations.Unusable > options.MostUnusable * simulations.Problems
            ? NotJudged(simulations, options)
            : Judged(simulations, options);
    }

    private static CalibrationReport NotJudged(CalibrationSimulations s, CalibrationOptions options) => new()
    {
        Method = s.Method,
        Problems = s.Problems,
        Unusable = s.Unusable,
        Samples = options.Samples,
        Gates =
        [
            .. All.Select(gate => GateResult.NotJudged(gate.Name, s.Unusable, s.Problems, options.MostUnusable, s.Message)),
        ],
    };

    private static CalibrationReport Judged(CalibrationSimulations s, CalibrationOptions options)
    {
        int[][] ranks = s.Ranks;
        double[][] zScores = s.ZScores, contractions = s.Contractions;
        int[] distanceRanks = s.DistanceRanks;
        SimultaneousBand band = SimultaneousBand.Compute(distanceRanks.Length, options.Samples + 1, options.Level);
        SimultaneousBand shared = SimulationBasedCalibration.Band(
            distanceRanks.Length, s.Quantities.Length, options.Samples, options.Level);
        return new CalibrationReport
        {
            Method = s.Method,
            Problems = s.Problems,
            Unusable = s.Unusable,
            Samples = options.Samples,
            Gates = [.. All.Select(gate => gate.Judge(s, options))],
            Quantities =
            [
                .. s.Quantities.Select((name, q) => new QuantityCalibration
                {
                    Name = name,
                    Ranks = ranks[q],
                    Ecdf = EcdfCurve.Of(shared, shared.CountsBelow(ranks[q], options.Samples)),
                    Histogram = RankHistogram.Of(ranks[q], options.Samples, options.Bins),
                    Verdict = SimulationBasedCalibration.Verdict(
                        ranks[q], options.Samples, shared, isLogDensity: q == s.Quantities.Length - 1),
                    ZScores = q < zScores.Length ? zScores[q] : [],
                    Contractions = q < contractions.Length ? contractions[q] : [],
                }),
            ],
            Coverage =
            [
                ExpectedCoverage.Curve("samples", options.CoverageLevels, s.SampleCoverage),
                ExpectedCoverage.Curve("mean and standard deviation", options.CoverageLevels, s.MomentCoverage),
            ],
            ExpectedCoverage = EcdfCurve.Of(band, band.CountsBelow(distanceRanks, options.Samples)),
            Rmse = MeanEstimate.Of(s.SquaredErrors).SquareRoot(),
            Spread = MeanEstimate.Of(s.Variances).SquareRoot(),
            Crps = MeanEstimate.Of(s.Crps),
            EnergyScore = MeanEstimate.Of(s.EnergyScores),
        };
    }
}
