using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>
/// The window that a control leads to, and the spread that a root of its covariance gives it, without the tangent model.
/// </summary>
internal static class CentralDifferences
{
    /// <summary>
    /// x(c), and the standard deviations sqrt(sum over k of ((x(c + h s_k) - x(c - h s_k)) / 2 h)^2), s_k the root's columns.
    /// </summary>
    public static (double[] Window, double[] Deviations) Window(
        ProblemSettings settings, int lead, double[] control, double[] root)
    {
        const double h = 1e-5;
        int n = control.Length;
        double[] deviations = new double[settings.WindowEntries];
        for (int k = 0; k < n; k++)
        {
            double[] up = Run([.. control.Select((x, i) => x + (h * root[(i * n) + k]))]);
            double[] down = Run([.. control.Select((x, i) => x - (h * root[(i * n) + k]))]);
            for (int e = 0; e < deviations.Length; e++)
                deviations[e] += Math.Pow((up[e] - down[e]) / (2 * h), 2);
        }

        return (Run(control), [.. deviations.Select(Math.Sqrt)]);

        double[] Run(double[] start)
        {
            var states = new double[(lead + settings.WindowStates) * n];
            start.CopyTo(states, 0);
            settings.Model.DoublePrecision.Integrate(start, settings.Dt, states.AsSpan(n));
            return states[(lead * n)..];
        }
    }
}
