using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Assimilation;

/// <summary>A damped rotation with Gaussian initial states, of which every window's posterior is known in closed form.</summary>
internal static class LinearProblem
{
    public const double Std = 1.5, Noise = 0.7;

    public const int Every = 2;

    public static readonly double[] Mean = [2, -1];

    public static readonly LinearModel Model = new(0.95, -0.25, 0.25, 0.95);

    public static readonly ProblemSettings Settings = new()
    {
        Model = Model, Initial = InitialDistribution.Normal(Mean, Std), BurnInSteps = 0, WindowSteps = 8, TotalSteps = 12,
        Observing = ObservingSystem.OfComponents(Model, Noise, Every, components: [0]),
    };

    /// <summary>The prior mean of the window: A^t times the initial mean.</summary>
    public static double[] PriorMean() => Propagate(Mean[0], Mean[1]);

    /// <summary>The prior standard deviation of each entry: the initial deviation times the norm of its row of A^t.</summary>
    public static double[] PriorStd() =>
        [.. Rows().Select(row => Std * Math.Sqrt((row[0] * row[0]) + (row[1] * row[1])))];

    /// <summary>Posterior mean and standard deviation of each window entry.</summary>
    public static (double[] Mean, double[] Std) Posterior(float[] observations, float[] mask)
    {
        (double[] initial, double c00, double c01, double c11) = InitialPosterior(observations, mask);
        return (Propagate(initial[0], initial[1]),
            [.. Rows().Select(h => Math.Sqrt((h[0] * h[0] * c00) + (2 * h[0] * h[1] * c01) + (h[1] * h[1] * c11)))]);
    }

    /// <summary>
    /// Posterior mean and covariance of the two initial components, by the information form P = (I / s^2 + sum of h h^T /
    /// r^2)^-1, h the observed rows of A^t.
    /// </summary>
    public static (double[] Mean, double C00, double C01, double C11) InitialPosterior(float[] observations, float[] mask)
    {
        double s = Std, r = Noise;
        double p00 = 1 / (s * s), p01 = 0, p11 = p00;
        double b0 = Mean[0] * p00, b1 = Mean[1] * p11;
        double[][] rows = Rows();
        for (int i = 0; i < rows.Length; i++)
        {
            if (mask[i] == 0)
                continue;
            (double h0, double h1) = (rows[i][0], rows[i][1]);
            p00 += h0 * h0 / (r * r);
            p01 += h0 * h1 / (r * r);
            p11 += h1 * h1 / (r * r);
            b0 += h0 * observations[i] / (r * r);
            b1 += h1 * observations[i] / (r * r);
        }

        double determinant = (p00 * p11) - (p01 * p01);
        (double c00, double c01, double c11) = (p11 / determinant, -p01 / determinant, p00 / determinant);
        return ([(c00 * b0) + (c01 * b1), (c01 * b0) + (c11 * b1)], c00, c01, c11);
    }

    /// <summary>
    /// log p(y) of one window's observations, one at a time: log N(y_k; h m, h P h^T + r^2), m and P the mean and covariance of
    /// the initial components given the observations before it (Kalman 1960).
    /// </summary>
    public static double LogEvidence(float[] observations, float[] mask)
    {
        double s = Std, r = Noise, logEvidence = 0;
        (double m0, double m1) = (Mean[0], Mean[1]);
        (double p00, double p01, double p11) = (s * s, 0, s * s);
        double[][] rows = Rows();
        for (int i = 0; i < rows.Length; i++)
        {
            if (mask[i] == 0)
                continue;
            (double h0, double h1) = (rows[i][0], rows[i][1]);
            (double c0, double c1) = ((p00 * h0) + (p01 * h1), (p01 * h0) + (p11 * h1));
            double innovation = observations[i] - (h0 * m0) - (h1 * m1), variance = (h0 * c0) + (h1 * c1) + (r * r);
            logEvidence -= 0.5 * (Math.Log(Math.Tau * variance) + (innovation * innovation / variance));
            (m0, m1) = (m0 + (c0 * innovation / variance), m1 + (c1 * innovation / variance));
            (p00, p01, p11) = (p00 - (c0 * c0 / variance), p01 - (c0 * c1 / variance), p11 - (c1 * c1 / variance));
        }

        return logEvidence;
    }

    private static double[] Propagate(double u, double v) => [.. Rows().Select(row => (row[0] * u) + (row[1] * v))];

    /// <summary>Each window entry as a row over the two initial components.</summary>
    public static double[][] Rows() =>
    [
        .. Enumerable.Range(0, Settings.WindowStates).Select(Model.Power)
            .SelectMany(a => (double[][])[[a[0], a[1]], [a[2], a[3]]]),
    ];
}
