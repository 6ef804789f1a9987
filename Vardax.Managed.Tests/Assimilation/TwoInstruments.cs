using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

/// <summary>
/// A linear model seen through sum and difference of its components, H = [1 1; 1 -1], each with its own error and its own steps: every
/// posterior has a closed form, by the information form P = (B^-1 + sum of h h^T / r^2)^-1 over the initial state.
/// </summary>
internal static class TwoInstruments
{
    public static readonly LinearModel Model = new(0.95, -0.25, 0.25, 0.9);

    public static readonly double[] Mean = [2, -1], Std = [1.5, 0.4];

    public static readonly ProblemSettings Settings = new()
    {
        Model = Model, Initial = new(new NormalPrior(Mean[0], Std[0]), new NormalPrior(Mean[1], Std[1])), BurnInSteps = 0, WindowSteps = 7, TotalSteps = 9,
        Observing = new(
            [new("sum", new NormalError(0.5), new RegularSteps(3, 1)), new("difference", new NormalError(1.2), new ListedSteps(0, 2, 7))],
            new LinearOperator(2, 2, [1, 1, 1, -1])),
    };

    /// <summary>Each window entry as a row over the initial components.</summary>
    public static double[][] Rows() =>
        [.. Enumerable.Range(0, Settings.WindowStates).Select(Model.Power).SelectMany(a => (double[][])[[a[0], a[1]], [a[2], a[3]]])];

    /// <summary>Each observed value, as a row over the initial components with its error's deviation.</summary>
    public static (double[] H, double R)[] Observed(float[] mask)
    {
        double[][] rows = Rows();
        return [.. Enumerable.Range(0, mask.Length).Where(e => mask[e] != 0).Select(e =>
        {
            (double[] x, double[] y, double sign) = (rows[e / 2 * 2], rows[(e / 2 * 2) + 1], e % 2 == 0 ? 1 : -1);
            return ((double[])[x[0] + (sign * y[0]), x[1] + (sign * y[1])], e % 2 == 0 ? 0.5 : 1.2);
        })];
    }

    /// <summary>Posterior mean and standard deviation of each window entry, and log p(y), one observation after the other (Kalman 1960).</summary>
    public static (double[] Mean, double[] Std, double LogEvidence) Posterior(ObservedWindow problem)
    {
        (double m0, double m1, double p00, double p01, double p11) = (Mean[0], Mean[1], Std[0] * Std[0], 0, Std[1] * Std[1]);
        double evidence = 0;
        double[] y = [.. Enumerable.Range(0, problem.Mask.Length).Where(e => problem.Mask[e] != 0).Select(e => (double)problem.Observations[e])];
        foreach (((double[] h, double r), double value) in Observed(problem.Mask).Zip(y))
        {
            (double c0, double c1) = ((p00 * h[0]) + (p01 * h[1]), (p01 * h[0]) + (p11 * h[1]));
            double innovation = value - (h[0] * m0) - (h[1] * m1), variance = (h[0] * c0) + (h[1] * c1) + (r * r);
            evidence -= (Math.Log(Math.Tau * variance) + (innovation * innovation / variance)) / 2;
            (m0, m1) = (m0 + (c0 * innovation / variance), m1 + (c1 * innovation / variance));
            (p00, p01, p11) = (p00 - (c0 * c0 / variance), p01 - (c0 * c1 / variance), p11 - (c1 * c1 / variance));
        }

        return ([.. Rows().Select(row => (row[0] * m0) + (row[1] * m1))],
            [.. Rows().Select(h => Math.Sqrt((h[0] * h[0] * p00) + (2 * h[0] * h[1] * p01) + (h[1] * h[1] * p11)))], evidence);
    }
}
