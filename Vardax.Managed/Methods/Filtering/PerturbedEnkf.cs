using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The ensemble Kalman filter with perturbed observations: E_i += K (y - D_i - H(E_i)), K = A^T Y (Y^T Y + (N - 1) R)^-1, D the draws of
/// N(0, R), centred and scaled by sqrt(N / (N - 1)). G. Burgers, P. J. van Leeuwen and G. Evensen, Mon. Weather Rev. 126 (1998). Anchor:
/// Lorenz-63, N 100, inflation 1.01, sakov2012: 0.56.
/// </summary>
public sealed class PerturbedEnkf(StateSpaceModel system, FilterOptions? options = null) : Enkf(system, options)
{
    private readonly EnsembleGain gain = new(system, options);
    private readonly double[] centre = new double[1];

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        Span<double> b = gain.Right(Prediction.Count);
        NormalDraws.Fill(key.ObservationErrors(), b);
        double scale = Math.Sqrt(Members / (Members - 1.0));
        for (int j = 0; j < Prediction.Count; j++)
        {
            Span<double> draws = b.Slice(j * Members, Members);
            Anomalies.Split(draws, centre, draws, Members);
            for (int i = 0; i < Members; i++)
                draws[i] = -(scale * draws[i]) - Prediction.Anomalies[(j * Members) + i];
        }

        gain.Apply(Prediction, mean, anomalies);
    }
}
