using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>
/// What is known of the state at one window's start before its observations: N(x_b, B), in the state's own units. Analyses work in the
/// coordinates of the initial distribution, x = T(u), and take the background as N(T^-1(x_b), D^-1 B D^-1) there, D = dT/du at x_b: exact if
/// the components are normal, to first order if not. The arrays are live: fill them anew and analyse again.
/// </summary>
public sealed class WindowBackground
{
    /// <summary>From its parts.</summary>
    /// <param name="mean">x_b: a value for each component of the state.</param>
    /// <param name="covariance">B, row-major; rows and columns of fixed components are not looked at.</param>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    public WindowBackground(double[] mean, double[] covariance)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(covariance);
        Guard.Matrix(covariance.Length, mean.Length, mean.Length, nameof(covariance));
        (Mean, Covariance) = (mean, covariance);
    }

    /// <summary>A copy of a Gaussian of the state.</summary>
    public static WindowBackground Of(Gaussian state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new WindowBackground([.. state.Mean], state.Covariance.ToMatrix());
    }

    /// <summary>x_b.</summary>
    public double[] Mean { get; }

    /// <summary>B, row-major.</summary>
    public double[] Covariance { get; }

    /// <summary>Mean and covariance in the free coordinates of a distribution, with the root of the covariance.</summary>
    /// <exception cref="ArgumentException">The mean is outside the support, or the covariance is not symmetric and positive definite.</exception>
    internal void ToCoordinates(InitialDistribution start, Span<double> mean, Span<double> root)
    {
        if (Fault(start, mean, root) is { } fault)
            throw Bad(fault);
    }

    /// <summary>The same, or what is wrong with them; null if nothing is.</summary>
    internal string? Fault(InitialDistribution start, Span<double> mean, Span<double> root)
    {
        int n = Mean.Length, m = start.Coordinates;
        for (int c = 0; c < n; c++)
        {
            if (!start.Components[c].IsFree && double.IsNaN(start.Components[c].ToCoordinate(Mean[c])))
                return Text($"mean {c} is {Mean[c]}; expected {start.Components[c].Mean}, for that component is fixed");
        }

        start.ToCoordinates(Mean, mean);
        for (int i = 0; i < m; i++)
        {
            if (!double.IsFinite(mean[i]))
                return Text($"mean {start.Free[i]} is {Mean[start.Free[i]]}; expected a finite number inside the support of {start.Components[start.Free[i]]}");
        }

        for (int i = 0; i < m; i++)
        {
            double slope = start.Components[start.Free[i]].Derivative(mean[i]);
            for (int j = 0; j <= i; j++)
            {
                int a = start.Free[i], b = start.Free[j];
                (double below, double above) = (Covariance[(a * n) + b], Covariance[(b * n) + a]);
                double scale = Math.Sqrt(Math.Abs(Covariance[a * (n + 1)] * Covariance[b * (n + 1)]));
                if (!(Math.Abs(below - above) <= 1e-9 * scale))
                    return Text($"covariance [{a}, {b}] is {below}, [{b}, {a}] is {above}; expected a symmetric matrix of finite numbers");
                root[(i * m) + j] = below / (slope * start.Components[b].Derivative(mean[j]));
            }
        }

        return Cholesky.TryLower(root, m) ? null : "its covariance is not positive definite";
    }

    private static ArgumentException Bad(string fault, string name = nameof(ObservedWindow.Background)) =>
        new($"The window's background is refused: {fault}.", name);

    private static string Text(FormattableString fault) => FormattableString.Invariant(fault);
}
