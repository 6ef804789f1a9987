namespace Vardax.Managed.Optimization;

/// <summary>
/// A cost in least-squares form, f(x) = 1/2 |r(x)|^2, with the exact products of the Jacobian J = dr/dx at the last point
/// evaluated. One thread at a time.
/// </summary>
public interface ILeastSquares
{
    /// <summary>Length of x.</summary>
    int Parameters { get; }

    /// <summary>Length of r.</summary>
    int Residuals { get; }

    /// <summary>residuals = r(x); the Jacobian then refers to this x. What is not finite is left so.</summary>
    void Evaluate(ReadOnlySpan<double> x, Span<double> residuals);

    /// <summary>The whole Jacobian, <see cref="Residuals"/> x <see cref="Parameters"/>, row-major.</summary>
    void Jacobian(Span<double> jacobian);

    /// <summary>result = J direction (the tangent).</summary>
    void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result);

    /// <summary>result = J^T weights (the adjoint).</summary>
    void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result);
}
