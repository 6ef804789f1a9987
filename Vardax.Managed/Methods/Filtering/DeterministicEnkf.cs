using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The deterministic ensemble Kalman filter (DEnKF): mean += K d, A_i -= 1/2 K Y_i, K = A^T Y (Y^T Y + (N - 1) R)^-1. P. Sakov and P. R. Oke,
/// "A deterministic formulation of the ensemble Kalman filter", Tellus 60A (2008). Anchor: Lorenz-96, N 40, inflation 1.01, sakov2008: 0.18.
/// </summary>
public sealed class DeterministicEnkf(StateSpaceModel system, FilterOptions? options = null) : Enkf(system, options)
{
    private readonly EnsembleGain gain = new(system, options);

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        Elementwise.Map(Prediction.Anomalies, gain.Right(Prediction.Count), new VectorScale<double>(-0.5));
        gain.Apply(Prediction, mean, anomalies);
    }
}
