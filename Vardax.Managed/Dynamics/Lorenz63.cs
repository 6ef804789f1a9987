using Vardax.Managed.Guards;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// The Lorenz (1963) model: x' = sigma (y - x), y' = x (rho - z) - y, z' = x y - beta z, stepped by classical fourth-order
/// Runge-Kutta. E. N. Lorenz, "Deterministic nonperiodic flow", J. Atmos. Sci. 20 (1963), equations 25-27.
/// </summary>
public sealed record Lorenz63 : IDynamicalModel
{
    /// <summary>Creates the model; the defaults are Lorenz's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not finite.</exception>
    public Lorenz63(double sigma = 10, double rho = 28, double beta = 8.0 / 3)
    {
        Guard.Finite(sigma);
        Guard.Finite(rho);
        Guard.Finite(beta);
        (Sigma, Rho, Beta) = (sigma, rho, beta);
        SinglePrecision = new Lorenz63Propagator<float>((float)sigma, (float)rho, (float)beta);
        DoublePrecision = new Lorenz63Propagator<double>(sigma, rho, beta);
        Parameters = new Dictionary<string, double> { ["sigma"] = sigma, ["rho"] = rho, ["beta"] = beta };
    }

    /// <summary>Prandtl number.</summary>
    public double Sigma { get; }

    /// <summary>Rayleigh number over its critical value.</summary>
    public double Rho { get; }

    /// <summary>Geometric factor.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public string Name => "Lorenz-63";

    /// <inheritdoc/>
    public IReadOnlyList<string> Components { get; } = ["x", "y", "z"];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, double> Parameters { get; }

    /// <inheritdoc/>
    public IPropagator<float> SinglePrecision { get; }

    /// <inheritdoc/>
    public IPropagator<double> DoublePrecision { get; }

    /// <summary>
    /// The unstable fixed point of the positive wing, (sqrt(beta (rho - 1)), sqrt(beta (rho - 1)), rho - 1).
    /// </summary>
    /// <exception cref="InvalidOperationException">beta (rho - 1) is negative, so that there is none.</exception>
    public double[] FixedPoint()
    {
        double square = Beta * (Rho - 1);
        if (square < 0)
            throw new InvalidOperationException($"Lorenz-63 has no such fixed point at rho = {Rho}, beta = {Beta}.");
        return [Math.Sqrt(square), Math.Sqrt(square), Rho - 1];
    }

    /// <inheritdoc/>
    public bool Equals(Lorenz63? other) =>
        other is not null && (Sigma, Rho, Beta) == (other.Sigma, other.Rho, other.Beta);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sigma, Rho, Beta);
}
