using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The finite-size ensemble Kalman filter (EnKF-N, dual): anomalies times l before the square root of <see cref="SquareRootEnkf"/>, with
/// l = argmin of sum du_i^2 / ((l s_i)^2 + N - 1) + e / l^2 + c log l^2, e = (N + 1) / N and c = N / (N - 1), both with the correction of the
/// mode. M. Bocquet, P. N. Raanes and A. Hannart, "Expanding the validity of the ensemble Kalman filter without the intrinsic need for
/// inflation", Nonlin. Processes Geophys. 22 (2015). Anchor: Lorenz-63, N 3, sakov2012: 0.60.
/// </summary>
public sealed class FiniteSizeEnkf(StateSpaceModel system, FilterOptions? options = null) : Enkf(system, options)
{
    /// <summary>l of the last update.</summary>
    public double PriorInflation { get; private set; } = 1;

    /// <inheritdoc/>
    private protected override void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key)
    {
        Prediction.Decompose();
        PriorInflation = Minimum();
        Prediction.Transform(mean, anomalies, PriorInflation);
    }

    /// <summary>e and c: E (N - 1) of I - K H in the mean of the directions decides how much the mode is corrected.</summary>
    internal (double E, double C) Coefficients()
    {
        double n = Members, degrees = n - 1, e = (n + 1) / n, c = n / degrees;
        ReadOnlySpan<double> squares = Prediction.Eigenvalues;
        double left = n - squares.Length;
        foreach (double square in squares)
            left += degrees / (Math.Max(0, square) + degrees);
        double mode = Math.Sqrt(Math.Pow(e / c, left / n));
        return (e / mode, c * mode);
    }

    /// <summary>The zero of l/2 times the derivative, in log l: Newton's method inside a bracket.</summary>
    private double Minimum()
    {
        (double e, double c) = Coefficients();
        double low = -10, high = 10, x = 0;
        for (int iteration = 0; iteration < 100; iteration++)
        {
            (double slope, double curvature) = Slope(Math.Exp(2 * x), e, c);
            (low, high) = slope > 0 ? (low, x) : (x, high);
            double step = -slope / curvature, next = x + step;
            if (!(curvature > 0 && next > low && next < high))
                next = (low + high) / 2;
            if (Math.Abs(next - x) <= 1e-14)
                return Math.Exp(next);
            x = next;
        }

        return Math.Exp(x);
    }

    /// <summary>l/2 J'(l), and its derivative by log l.</summary>
    /// <param name="square">l^2.</param>
    /// <param name="e">e.</param>
    /// <param name="c">c.</param>
    private (double Slope, double Curvature) Slope(double square, double e, double c)
    {
        double slope = c - (e / square), curvature = 2 * e / square, degrees = Members - 1;
        ReadOnlySpan<double> squares = Prediction.Eigenvalues;
        for (int i = 0; i < squares.Length; i++)
        {
            double inflated = Math.Max(0, squares[i]) * square, sum = inflated + degrees, du = Prediction.SquaredDeparture(i);
            double term = inflated * du / (sum * sum);
            slope -= term;
            curvature -= 2 * term * (degrees - inflated) / sum;
        }

        return (slope, curvature);
    }
}
