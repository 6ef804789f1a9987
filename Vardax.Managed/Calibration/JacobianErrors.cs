namespace Vardax.Managed.Calibration;

/// <summary>Relative errors of one window's Jacobian J against the reference's J_b.</summary>
/// <param name="Probe">Median over random directions v of |J v - J_b v| / |J_b v|.</param>
/// <param name="Frobenius">||J - J_b|| / ||J_b|| in the Frobenius norm: what random directions give on average.</param>
/// <param name="Operator">The same in the operator norm: how wrong the worst direction is, against the most sensitive
/// one.</param>
public readonly record struct JacobianErrors(double Probe, double Frobenius, double Operator)
{
    /// <summary>The larger of the two norms' errors, by which the window is judged.</summary>
    public double Judged => Math.Max(Frobenius, Operator);
}
