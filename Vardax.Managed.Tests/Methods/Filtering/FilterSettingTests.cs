using Vardax.Managed.Dynamics;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

/// <summary>Settings of filters against closed forms.</summary>
public sealed class FilterSettingTests
{
    [Theory]
    [InlineData(3, 2, 1, true)]
    [InlineData(3, 9, 1, true)]
    [InlineData(3, 2, 2, false)]
    [InlineData(4, 3, 5, false)]
    public void FourDVar_is_the_Kalman_filter_with_model_error_and_at_every_lag(int n, int p, int lag, bool hasModelError)
    {
        var linear = new LinearCase(n, p, hasModelError);
        Filter filter = new StrongFourDVarFilter(linear.System, new() { AdditiveVariance = 0, Lag = lag, Starts = 4 });
        linear.StartAt(filter);
        for (int update = 0; update < 6; update++)
        {
            filter.ForecastSteps(2);
            linear.Forecast();
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

    [Fact]
    public void The_iterative_smoother_s_analysis_is_before_its_inflation_also_if_its_steps_are_still_small_ones()
    {
        var model = new Lorenz63();
        var system = new StateSpaceModel(
            model, 0.01, InitialDistribution.Normal([1.509, -1.531, 25.46], 1), ObservingSystem.OfComponents(model, 1.4));
        double[][] means = [.. new[] { 1, 1.5 }.Select(inflation =>
        {
            var smoother = new IterativeEnks(system, new() { Inflation = inflation, Iterations = 3 });
            smoother.ForecastSteps(25);
            smoother.Update([-6, -6, 22]);
            Assert.Equal(3, smoother.LastIterations);
            var mean = new double[3];
            smoother.Mean(mean);
            return mean;
        })];
        BitwiseAssert.Equal<double>(means[0], means[1]);
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 5)]
    public void The_iterative_smoother_with_model_error_has_the_Kalman_mean_and_in_large_ensembles_its_covariance(int n, int p)
    {
        var linear = new LinearCase(n, p, hasModelError: true);
        Filter filter = new IterativeEnks(linear.System, new() { Members = 600 });
        linear.StartAt(filter);
        filter.ForecastSteps(2);
        linear.Forecast();
        linear.Forecast();
        filter.Update(linear.Values(0));
        (_, double chiSquare, double logEvidence) = linear.Update(linear.Values(0), [.. Enumerable.Range(0, p)]);
        double[] mean = new double[n], covariance = new double[n * n];
        filter.Mean(mean);
        filter.Covariance(covariance);
        CloseAssert.Absolute(linear.Mean, mean, 1e-9);
        CloseAssert.Absolute(chiSquare, filter.Innovation.ChiSquare, 1e-9);
        CloseAssert.Absolute(logEvidence, filter.Innovation.LogEvidence, 1e-9);
        CloseAssert.Absolute(linear.Covariance, covariance, 0.1 * linear.Covariance.Max());
    }

    [Theory]
    [InlineData("enkf_sqrt")]
    [InlineData("enkf_serial")]
    [InlineData("letkf")]
    [InlineData("ienks")]
    public void Adaptive_inflation_is_that_of_Miyoshi(string method)
    {
        var linear = new LinearCase(3, 4);
        Filter filter = FilterMethod.Find(method)!.Create(
            linear.System, new() { Members = 5, AdaptsInflation = true, LocalizationRadius = 1e9, Recovers = false, Iterations = 1 });
        linear.StartAt(filter);
        double inflation = 1;
        double[] std = [.. linear.System.Observing.Instruments.Select(i => i.Error.Std)];
        double[] h = ((LinearOperator)linear.System.Observing.Operator).Matrix.ToArray();
        for (int update = 0; update < 6; update++)
        {
            filter.ForecastSteps(1);
            linear.Forecast();
            double[] values = [.. linear.Values(update).Select(y => 5 * y)];
            double[] seen = PlainMatrix.Multiply(h, linear.Mean, 4, 3, 1);
            double[] spread = PlainMatrix.Multiply(PlainMatrix.Multiply(h, linear.Covariance, 4, 3, 3), PlainMatrix.Transpose(h, 4, 3), 4, 3, 4);
            double trace = 0, square = 0;
            for (int i = 0; i < 4; i++)
            {
                trace += spread[i * 5] / (std[i] * std[i]);
                square += (values[i] - seen[i]) * (values[i] - seen[i]) / (std[i] * std[i]);
            }

            double variance = 2.0 / 4 * Math.Pow(((inflation * trace) + 4) / trace, 2), own = 0.04 * 0.04;
            inflation = Math.Max(0.9, ((variance * inflation) + (own * (square - 4) / trace)) / (variance + own));
            for (int i = 0; i < 9; i++)
                linear.Covariance[i] *= inflation;
            filter.Update(values);
            linear.Update(values, 0, 1, 2, 3);
            linear.AssertSame(filter, 1e-9);
        }

        Assert.NotEqual(1, inflation, 0.0001);
    }

    [Theory]
    [InlineData(Linearization.Exact)]
    [InlineData(Linearization.FirstOrder)]
    [InlineData(Linearization.Exponential)]
    public void Derivatives_of_a_step_are_what_they_are_called(Linearization linearization)
    {
        // x' = -3 x + y, y' = -2 y.
        var decay = new DynamicalSystem("decay", ["x", "y"], x => [(-3 * x[0]) + x[1], -2 * x[1]]);
        const double Dt = 0.1, A = -3 * Dt, B = -2 * Dt;
        var system = new StateSpaceModel(decay, Dt, InitialDistribution.Normal([1, 2], 1), ObservingSystem.OfComponents(decay, 1));
        var filter = new ExtendedKalmanFilter(system, new() { Linearization = linearization });
        filter.ForecastSteps(1);
        static double Fourth(double z) => 1 + z + (z * z / 2) + (z * z * z / 6) + (z * z * z * z / 24);
        (double f, double g, double h) = linearization switch
        {
            Linearization.FirstOrder => (1 + A, Dt, 1 + B),
            Linearization.Exponential => (Math.Exp(A), Math.Exp(B) - Math.Exp(A), Math.Exp(B)),
            _ => (Fourth(A), Fourth(B) - Fourth(A), Fourth(B)),
        };
        var covariance = new double[4];
        filter.Covariance(covariance);
        CloseAssert.Absolute([(f * f) + (g * g), g * h, g * h, h * h], covariance, 1e-9);
    }
}
