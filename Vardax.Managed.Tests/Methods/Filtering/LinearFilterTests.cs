using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

/// <summary>With a linear model and linear instruments many methods are the Kalman filter, to rounding.</summary>
public sealed class LinearFilterTests
{
    private const int Updates = 6;

    [Theory]
    [InlineData(3, 2, false)]
    [InlineData(4, 6, true)]
    public void The_extended_Kalman_filter_is_the_Kalman_filter_with_missing_values_and_model_error(int n, int p, bool hasModelError)
    {
        var linear = new LinearCase(n, p, hasModelError);
        var filter = new ExtendedKalmanFilter(linear.System);
        for (int update = 0; update < Updates; update++)
        {
            filter.ForecastSteps(2);
            linear.Forecast();
            linear.Forecast();
            int[] rows = [.. Enumerable.Range(0, p).Where(row => (row + update) % 3 != 0)];
            var mask = new float[p];
            foreach (int row in rows)
                mask[row] = 1;
            filter.Update(linear.Values(update), mask);
            (_, double chiSquare, double logEvidence) = linear.Update(linear.Values(update), rows);
            linear.AssertSame(filter, 1e-12);
            Assert.Equal(rows.Length, filter.Innovation.Count);
            CloseAssert.Absolute(chiSquare, filter.Innovation.ChiSquare, 1e-11);
            CloseAssert.Absolute(logEvidence, filter.Innovation.LogEvidence, 1e-11);
        }
    }

    [Theory]
    [InlineData("enkf_sqrt", 3, 2, 5)]
    [InlineData("enkf_sqrt", 3, 9, 5)]
    [InlineData("enkf_serial", 3, 2, 5)]
    [InlineData("enkf_serial", 3, 9, 5)]
    [InlineData("letkf", 3, 2, 5)]
    [InlineData("letkf", 3, 9, 5)]
    [InlineData("eakf_serial", 3, 2, 5)]
    [InlineData("eakf_serial", 3, 9, 5)]
    [InlineData("ienks", 3, 2, 5)]
    [InlineData("ienks", 3, 9, 5)]
    [InlineData("strong_4dvar", 3, 2, 0)]
    [InlineData("strong_4dvar", 3, 9, 0)]
    public void An_ensemble_and_4DVar_with_its_moments_are_the_Kalman_filter(string method, int n, int p, int members)
    {
        var linear = new LinearCase(n, p);
        FilterOptions options = new() { Members = Math.Max(2, members), LocalizationRadius = 1e9, AdditiveVariance = 0 };
        Filter filter = FilterMethod.Find(method)!.Create(linear.System, options);
        linear.StartAt(filter);
        for (int update = 0; update < Updates; update++)
        {
            filter.ForecastSteps(1);
            linear.Forecast();
            linear.AssertSame(filter, 1e-10);
            int[] rows = [.. Enumerable.Range(0, p).Where(row => (row + update) % 4 != 0)];
            var mask = new float[p];
            foreach (int row in rows)
                mask[row] = 1;
            filter.Update(linear.Values(update), mask);
            (_, double chiSquare, double logEvidence) = linear.Update(linear.Values(update), rows);
            linear.AssertSame(filter, 1e-10);
            CloseAssert.Absolute(chiSquare, filter.Innovation.ChiSquare, 1e-9);
            CloseAssert.Absolute(logEvidence, filter.Innovation.LogEvidence, 1e-9);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 1)]
    [InlineData(3, 10)]
    public void The_iterative_smoother_is_the_square_root_filter_at_every_lag_and_iteration(int lag, int iterations)
    {
        var linear = new LinearCase(4, 3);
        FilterOptions options = new() { Members = 6, Lag = lag, Iterations = iterations };
        Filter smoother = new IterativeEnks(linear.System, options), filter = new SquareRootEnkf(linear.System, options);
        for (int update = 0; update < Updates; update++)
        {
            smoother.ForecastSteps(2);
            filter.ForecastSteps(2);
            smoother.Update(linear.Values(update));
            filter.Update(linear.Values(update));
            linear.StartAt(filter);
            linear.AssertSame(smoother, 1e-10);
            CloseAssert.Absolute(filter.Innovation.LogEvidence, smoother.Innovation.LogEvidence, 1e-9);
        }
    }

    [Fact]
    public void The_deterministic_filter_has_the_Kalman_mean_and_the_covariance_of_half_its_gain()
    {
        var linear = new LinearCase(3, 2);
        var filter = new DeterministicEnkf(linear.System, new() { Members = 8 });
        linear.StartAt(filter);
        filter.ForecastSteps(1);
        linear.Forecast();
        double[] prior = linear.Covariance;
        filter.Update(linear.Values(0));
        (double[] gain, _, _) = linear.Update(linear.Values(0), 0, 1);
        // (I - K H / 2) P (I - K H / 2)^T = P - K H P + K H P H^T K^T / 4.
        double[] h = ((LinearOperator)linear.System.Observing.Operator).Matrix.ToArray(), hk = PlainMatrix.Multiply(gain, h, 3, 2, 3);
        double[] expected = PlainMatrix.Multiply(PlainMatrix.Multiply(hk, prior, 3, 3, 3), PlainMatrix.Transpose(hk, 3, 3), 3, 3, 3);
        double[] mean = new double[3], covariance = new double[9];
        filter.Mean(mean);
        filter.Covariance(covariance);
        CloseAssert.Absolute(linear.Mean, mean, 1e-12);
        CloseAssert.Absolute([.. linear.Covariance.Select((x, i) => x + (expected[i] / 4))], covariance, 1e-12);
    }

    [Fact]
    public void Perturbed_observations_tend_to_the_Kalman_filter_as_members_grow()
    {
        double[] errors = [.. new[] { 100, 10_000 }.Select(members => Error("enkf_perturbed", members))];
        Assert.True(errors[1] < 0.05 && errors[1] < errors[0] / 3, string.Join(" ", errors));
    }

    [Fact]
    public void The_particle_filter_tends_to_the_Kalman_filter_as_particles_grow()
    {
        double[] errors = [.. new[] { 1_000, 100_000 }.Select(members => Error("particle_filter", members))];
        Assert.True(errors[1] < 0.02 && errors[1] < errors[0] / 3, string.Join(" ", errors));
    }

    /// <summary>The largest difference of a mean, of a variance and of a tenth of a log evidence from the Kalman filter's, over several updates.</summary>
    private static double Error(string method, int members)
    {
        var linear = new LinearCase(2, 2, hasModelError: true);
        Filter filter = FilterMethod.Find(method)!.Create(linear.System, new() { Members = members, Regularization = 0 });
        double error = 0;
        double[] mean = new double[2], covariance = new double[4];
        for (int update = 0; update < 3; update++)
        {
            filter.ForecastSteps(1);
            linear.Forecast();
            filter.Update(linear.Values(update));
            (_, double chiSquare, double logEvidence) = linear.Update(linear.Values(update), 0, 1);
            filter.Mean(mean);
            filter.Covariance(covariance);
            error = Math.Max(error, linear.Mean.Zip(mean, (a, b) => Math.Abs(a - b)).Max());
            error = Math.Max(error, linear.Covariance.Zip(covariance, (a, b) => Math.Abs(a - b)).Max());
            error = Math.Max(error, Math.Abs(logEvidence - filter.Innovation.LogEvidence) / 2);
            error = Math.Max(error, Math.Abs(chiSquare - filter.Innovation.ChiSquare) / 10);
        }

        return error;
    }
}
