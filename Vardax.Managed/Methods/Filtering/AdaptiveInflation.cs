using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The inflation l of the forecast's covariance that the innovations ask for. With t the trace of S S^T / (N - 1), the k values of an update
/// estimate it as (|d|^2 - k) / t, with variance 2 / k ((l t + k) / t)^2; l is the mean of what it was, with variance 0.04^2, and of that
/// estimate, weighted by the inverse variances. T. Miyoshi, "The Gaussian approach to adaptive covariance inflation and its implementation
/// with the local ensemble transform Kalman filter", Mon. Weather Rev. 139 (2011), equations 4 to 7.
/// </summary>
internal sealed class AdaptiveInflation
{
    private const double Variance = 0.04 * 0.04, Least = 0.9, Most = 100;

    private readonly double[] inflation = [1];

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [inflation];

    /// <summary>Takes in an innovation, and inflates what it is of; what the anomalies were multiplied by.</summary>
    /// <param name="prediction">The update at hand, multiplied.</param>
    /// <param name="anomalies">The anomalies A of the states.</param>
    public double Apply(EnsembleUpdate prediction, Span<double> anomalies)
    {
        double trace = prediction.Variance, count = prediction.Count;
        double estimate = (Reduction.Dot(prediction.Departures, prediction.Departures) - count) / trace, root = inflation[0] + (count / trace);
        double weight = Variance / (Variance + (2 / count * root * root)), next = inflation[0] + (weight * (estimate - inflation[0]));
        if (double.IsFinite(next))
            inflation[0] = Math.Clamp(next, Least, Most);
        double factor = Math.Sqrt(inflation[0]);
        prediction.Widen(factor);
        Elementwise.Map(anomalies, anomalies, new VectorScale<double>(factor));
        return factor;
    }
}
