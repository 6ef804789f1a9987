using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Calibration;

/// <summary>
/// Agreement of sensitivities: of the Jacobian d mean / d observations of a candidate with a reference's at the same simulated
/// observations, built explicitly, one column for each observed entry; in the Frobenius norm, the operator norm (power iteration)
/// and along random directions. The adjoint is its transpose and has the same errors in both norms.
/// <para>
/// Rule: passes where the median over windows of the larger of the two norms' relative errors is at most the threshold; its 95 %
/// interval comes from order statistics (binomial, free of assumptions on the distribution). Blind to what both sides have wrong
/// in common, and to anything but first-order sensitivity: a shifted mean passes.
/// </para>
/// <para>
/// Power: with exact products there is no chance in it, and a gain 4 % off passes where one 6 % off fails; by finite differences
/// of an analysis in single precision the exact gain is found within 2e-4.
/// </para>
/// </summary>
public static class AdjointAgreement
{
    internal const string Name = "adjoint agreement";

    /// <summary>Compares two Jacobians at problems 0, 1, ... of a stream.</summary>
    /// <param name="generator">The family of problems.</param>
    /// <param name="candidate">Creates the one to be judged, once for each thread.</param>
    /// <param name="reference">Creates the one it is judged by, once for each thread.</param>
    /// <param name="key">Key of the problems (its child 0) and of the random directions (its child 1).</param>
    /// <param name="options">What must agree; null for the defaults.</param>
    /// <param name="parallel">Most threads, and the token that ends the run; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static AdjointAgreementReport Run(
        ProblemGenerator generator, Func<IMeanJacobian> candidate, Func<IMeanJacobian> reference, RandomKey key,
        AdjointAgreementOptions? options = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(reference);
        options ??= new AdjointAgreementOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Problems, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Probes, 1, nameof(options));
        return Report(Compare(generator, candidate, reference, key, options, Shard.Whole, parallel), options);
    }

    /// <summary>Compares the two on a shard of the problems.</summary>
    internal static WindowJacobian[] Compare(
        ProblemGenerator generator, Func<IMeanJacobian> candidate, Func<IMeanJacobian> reference, RandomKey key,
        AdjointAgreementOptions options, Shard shard, ParallelOptions? parallel)
    {
        RandomKey directions = key.Child(1);
        return new ProblemSweep(generator, key.Child(0), options.Problems) { Shard = shard }.On(parallel).Each(
            () => (Candidate: candidate(), Reference: reference()), (pair, i, problem) => JacobianComparison.Of(
                pair.Candidate, pair.Reference, problem, options.Probes, directions.Child((ulong)i)));
    }

    /// <summary>The report of all windows.</summary>
    internal static AdjointAgreementReport Report(WindowJacobian[] windows, AdjointAgreementOptions options)
    {
        JacobianErrors[] errors = [.. windows.Where(w => w.Errors is not null).Select(w => w.Errors!.Value)];
        QuantileSummary Quantiles(Func<JacobianErrors, double> error) =>
            QuantileSummary.Of(errors.Length > 0 ? errors.Select(error) : [double.NaN]);
        return new AdjointAgreementReport
        {
            Gate = Judge(errors, windows.FirstOrDefault(w => w.Errors is null)?.Message, options),
            Windows = errors,
            Probe = Quantiles(e => e.Probe),
            Frobenius = Quantiles(e => e.Frobenius),
            Operator = Quantiles(e => e.Operator),
        };
    }

    private static GateResult Judge(JacobianErrors[] errors, string? message, AdjointAgreementOptions options)
    {
        int unusable = options.Problems - errors.Length, n = errors.Length;
        if (n == 0 || unusable > options.MostUnusable * options.Problems)
            return GateResult.NotJudged(Name, unusable, options.Problems, options.MostUnusable, message ?? "");
        double[] sorted = [.. errors.Select(e => e.Judged).Order()];
        double median = (sorted[n / 2] + sorted[(n - 1) / 2]) / 2;

        // With too few windows for 95 %, their whole range.
        int from = Math.Max(new BinomialDistribution(n, 0.5).CentralInterval(0.05).Lower - 1, 0);
        Interval interval = new(sorted[from], sorted[n - 1 - from]);
        return new GateResult(Name, median, interval, options.Threshold,
            median <= options.Threshold ? GateVerdict.Pass : GateVerdict.FailDisagreement,
            FormattableString.Invariant($"median relative error of the Jacobian {median:P2} over {n} windows ")
            + FormattableString.Invariant($"({interval.Lower:P2} to {interval.Upper:P2}); at most {options.Threshold:P1}"));
    }
}
