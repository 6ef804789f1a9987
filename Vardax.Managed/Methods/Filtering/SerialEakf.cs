using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The serial ensemble adjustment Kalman filter with localisation: observations one at a time in random order, each of the members as the
/// observations before left them. With Y_j the anomalies seen, whitened, and s = Y_j . Y_j: the observed mean moves by d_j s / (s + N - 1), its
/// anomalies shrink by sqrt((N - 1) / (N - 1 + s)), and components near it follow by regression times the taper. J. L. Anderson, "An
/// ensemble adjustment Kalman filter for data assimilation", Mon. Weather Rev. 129 (2001). Anchor: Lorenz-96, N 7, inflation 1.07, rotated, radius 6,
/// sakov2008: 0.23.
/// </summary>
public sealed class SerialEakf : Enkf
{
    // A spread seen of less than this, over the error's, moves nothing.
    private const double LeastSquare = 1e-9;

    private readonly (int Component, double Taper)[][] near;
    private readonly ObservationOrder order;
    private readonly double[] states, seen, direction, one = new double[1];

    /// <summary>Starts at draws of the initial distribution.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    public SerialEakf(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        var localization = new Localization(system, Options.LocalizationRadius);
        near = [.. Enumerable.Range(0, system.Instruments).Select(localization.ComponentsNear)];
        order = new ObservationOrder(system.Instruments);
        (states, direction) = (new double[system.StateDimension * Members], new double[Members]);
        seen = new double[system.Instruments * Members];
    }

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        double degrees = Members - 1;
        Anomalies.Join(mean, anomalies, states, Members);
        foreach (int j in order.Draw(Prediction.Count, key.Selection()))
        {
            System.Observing.Operator.ApplyColumns(states, seen, Members);
            int row = Rows[j];
            Anomalies.Split(seen.AsSpan(row * Members, Members), one, direction, Members);
            double scale = 1 / ErrorStd[row];
            Elementwise.Map(direction, direction, new VectorScale<double>(scale));
            double square = Reduction.Dot(direction, direction);
            if (square < LeastSquare)
                continue;
            double step = (Observed[j] - one[0]) * scale / (square + degrees), change = (Math.Sqrt(degrees / (degrees + square)) - 1) / square;
            foreach ((int component, double taper) in near[row])
            {
                Span<double> anomaly = anomalies.Slice(component * Members, Members);
                double along = taper * Reduction.Dot(direction, anomaly);
                mean[component] += step * along;
                Elementwise.Map(direction, anomaly, anomaly, new VectorAddScaled<double>(change * along));
                Elementwise.Map(anomaly, states.AsSpan(component * Members, Members), new VectorAddConstant<double>(mean[component]));
            }
        }
    }
}
