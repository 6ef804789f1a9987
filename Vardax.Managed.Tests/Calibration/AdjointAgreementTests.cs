using Vardax.Managed.Assimilation;
using Vardax.Managed.Calibration;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

public sealed class AdjointAgreementTests
{
    private static readonly ProblemGenerator Generator = new(LinearProblem.Settings);

    [Fact]
    public void Finite_differences_of_a_linear_analysis_are_its_gain()
    {
        AdjointAgreementReport report = Compare(() => new FiniteDifferenceMeanJacobian(new LinearPosterior()));
        Assert.True(report.Gate.Passed);
        Assert.Equal(20, report.Windows.Count);
        Assert.True(report.Gate.Statistic < 2e-4, $"{report.Gate.Statistic}");
    }

    [Theory]
    [InlineData(0.04, GateVerdict.Pass)]
    [InlineData(-0.06, GateVerdict.FailDisagreement)]
    public void A_gain_off_by_a_factor_is_off_by_it_in_every_norm(double error, GateVerdict verdict)
    {
        AdjointAgreementReport report = Compare(() => new Gain(error, false));
        double[] all = [report.Probe.Median, report.Frobenius.Median, report.Operator.Median, report.Gate.Statistic];
        Assert.All(all, found => CloseAssert.Relative(Math.Abs(error), found, 1e-5));
        Assert.Equal(verdict, report.Gate.Verdict);
        Assert.True(report.Gate.Interval.Contains(report.Gate.Statistic));
    }

    [Fact]
    public void An_error_in_one_column_has_the_norms_of_that_column()
    {
        // J = X C H^T / r^2 is of rank 2: its singular values are those of its 2 x 2 Gram matrix.
        double[][] columns = [.. Enumerable.Range(0, 5).Select(i => Gain.Column(4 * i))];
        double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();
        double trace = columns.Sum(c => Dot(c, c));
        double squares = columns.Sum(a => columns.Sum(b => Dot(a, b) * Dot(a, b)));
        double largest = (trace + Math.Sqrt((2 * squares) - (trace * trace))) / 2;
        double column = Math.Sqrt(Dot(columns[0], columns[0]));
        AdjointAgreementReport report = Compare(() => new Gain(0.3, true));
        CloseAssert.Relative(0.3 * column / Math.Sqrt(trace), report.Frobenius.Median, 1e-5);
        CloseAssert.Relative(0.3 * column / Math.Sqrt(largest), report.Operator.Median, 1e-5);
    }

    [Fact]
    public void The_linear_estimate_s_own_product_is_that_of_finite_differences()
    {
        LinearEstimator linear = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(3), 256).Linear;
        AdjointAgreementReport report = AdjointAgreement.Run(
            Generator, () => linear, () => new FiniteDifferenceMeanJacobian(linear), RandomKey.FromSeed(2));
        Assert.True(report.Gate.Statistic < 2e-4, $"{report.Gate}");

        // An estimate from other simulations has another gain.
        LinearEstimator other = SimulatedPrior.Estimate(Generator, RandomKey.FromSeed(4), 256).Linear;
        Assert.True(AdjointAgreement.Run(Generator, () => other, () => linear, RandomKey.FromSeed(2)).Gate.Statistic > 0.01);
    }

    [Fact]
    public void A_transposed_pair_of_observations_is_found_out() =>
        Assert.Equal(GateVerdict.FailDisagreement, Compare(() => new Gain(0, false) { SwapsFirstTwo = true }).Gate.Verdict);

    [Fact]
    public void Operator_norms_of_matrices_with_known_singular_values()
    {
        // [[3, 0], [4, 5]] has singular values sqrt(45) and sqrt(5); then a diagonal, and nothing.
        CloseAssert.Relative(Math.Sqrt(45), JacobianComparison.OperatorNorm([3, 0, 4, 5], 2, [1, 0.3f]), 1e-10);
        CloseAssert.Relative(7, JacobianComparison.OperatorNorm([2, 0, 0, 0, -7, 0], 2, [1, 1]), 1e-10);
        Assert.Equal(0, JacobianComparison.OperatorNorm([0, 0], 2, [1, 1]));
    }

    [Fact]
    public void A_side_that_fails_leaves_nothing_to_judge()
    {
        AdjointAgreementReport report = Compare(
            () => new FiniteDifferenceMeanJacobian(new LinearPosterior { UnusableAbove = -100 }));
        Assert.Equal(GateVerdict.NotJudged, report.Gate.Verdict);
        Assert.Contains("observed too high", report.Gate.Explanation);
        Assert.Empty(report.Windows);
    }

    [Fact]
    public void The_report_is_the_same_at_every_number_of_threads()
    {
        AdjointAgreementReport Run(int threads) => Compare(
            () => new FiniteDifferenceMeanJacobian(new LinearPosterior()), parallel: new() { MaxDegreeOfParallelism = threads });
        Assert.Equal(Run(1).Windows, Run(6).Windows);
    }

    [Fact]
    public void Bad_options_are_refused()
    {
        Refuses.Argument("options", () => Compare(() => new Gain(0, false), new() { Problems = 0 }));
        Refuses.Argument("options", () => Compare(() => new Gain(0, false), new() { Probes = 0 }));
    }

    private static AdjointAgreementReport Compare(Func<IMeanJacobian> candidate, AdjointAgreementOptions? options = null, ParallelOptions? parallel = null) =>
        AdjointAgreement.Run(Generator, candidate, () => new Gain(0, false), RandomKey.FromSeed(2), options, parallel);

    /// <summary>The exact gain, off by a factor 1 + error in all columns or in the first.</summary>
    private sealed class Gain(double error, bool firstOnly) : IMeanJacobian
    {
        public string Name => "gain";

        public bool SwapsFirstTwo { get; init; }

        public static double[] Column(int entry)
        {
            float[] mask = LinearProblem.Settings.CreateMask(), unit = new float[mask.Length];
            double[] origin = LinearProblem.Posterior(unit, mask).Mean;
            unit[entry] = 1;
            return [.. LinearProblem.Posterior(unit, mask).Mean.Zip(origin, (x, o) => x - o)];
        }

        public AnalysisStatus MeanTangent(ObservedWindow problem, ReadOnlySpan<float> direction, Span<double> product)
        {
            product.Clear();
            for (int i = 0; i < direction.Length; i++)
            {
                if (problem.Mask[i] == 0)
                    continue;
                double[] column = Column(SwapsFirstTwo && i <= 4 ? 4 - i : i);
                for (int e = 0; e < column.Length; e++)
                    product[e] += column[e] * direction[i] * (firstOnly && i > 0 ? 1 : 1 + error);
            }

            return AnalysisStatus.Ok;
        }
    }
}
