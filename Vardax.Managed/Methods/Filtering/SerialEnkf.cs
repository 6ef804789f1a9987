using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The serial square root: observations one at a time in random order, for each C = Y_j Y_j^T + N - 1 and
/// T -= Y_j (Y_j^T T) / (C + sqrt((N - 1) C)); mean and covariance as of <see cref="SquareRootEnkf"/>. J. S. Whitaker and T. M. Hamill,
/// "Ensemble data assimilation without perturbed observations", Mon. Weather Rev. 130 (2002). Anchor: Lorenz-96, N 28, inflation 1.02,
/// rotated, sakov2008: 0.18.
/// </summary>
public sealed class SerialEnkf(StateSpaceModel system, FilterOptions? options = null) : Enkf(system, options)
{
    private readonly ObservationOrder order = new(system.Instruments);
    private readonly double[] direction = new double[(options ?? new FilterOptions()).Members];

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        double degrees = Members - 1;
        Span<double> s = Prediction.Anomalies, d = Prediction.Departures;
        foreach (int j in order.Draw(Prediction.Count, key.Selection()))
        {
            s.Slice(j * Members, Members).CopyTo(direction);
            double sum = Reduction.Dot(direction, direction) + degrees, step = d[j] / sum, change = -1 / (sum + Math.Sqrt(degrees * sum));
            for (int k = 0; k < d.Length; k++)
            {
                Span<double> row = s.Slice(k * Members, Members);
                double along = Reduction.Dot(direction, row);
                d[k] -= step * along;
                Elementwise.Map(direction, row, row, new VectorAddScaled<double>(change * along));
            }

            for (int c = 0; c < mean.Length; c++)
            {
                Span<double> row = anomalies.Slice(c * Members, Members);
                double along = Reduction.Dot(direction, row);
                mean[c] += step * along;
                Elementwise.Map(direction, row, row, new VectorAddScaled<double>(change * along));
            }
        }
    }
}
