namespace Vardax.Managed.Optimization;

/// <summary>The test of a Jacobian's two products.</summary>
/// <param name="Tangent">The Taylor test of r with J d, in Euclidean norms.</param>
/// <param name="AdjointError">|w.(J d) - (J^T w).d| / (|w| |J d| + |J^T w| |d|).</param>
public sealed record JacobianTestResult(TaylorTestResult Tangent, double AdjointError)
{
    /// <summary>Whether the tangent is right, and the adjoint its transpose to rounding: 1e-11.</summary>
    public bool Passes => Tangent.Passes && AdjointError <= 1e-11;
}
