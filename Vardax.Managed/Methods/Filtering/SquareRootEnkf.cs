using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The ensemble Kalman filter by its symmetric square root (ETKF): mean += w A, A = T A, with w = d R^-1 Y^T (Y R^-1 Y^T + (N - 1) I)^-1 and
/// T = sqrt(N - 1) (Y R^-1 Y^T + (N - 1) I)^(-1/2). B. R. Hunt, E. J. Kostelich and I. Szunyogh, Physica D 230 (2007), section 2; P. Sakov and
/// P. R. Oke, Mon. Weather Rev. 136 (2008). Anchor: Lorenz-63, N 10, inflation 1.02, rotated, sakov2012: 0.60.
/// </summary>
public sealed class SquareRootEnkf(StateSpaceModel system, FilterOptions? options = null) : Enkf(system, options)
{
    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        Prediction.Decompose();
        Prediction.Transform(mean, anomalies);
    }
}
