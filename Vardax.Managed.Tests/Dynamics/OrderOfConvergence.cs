namespace Vardax.Managed.Tests.Dynamics;

/// <summary>The slope of log error against log step.</summary>
internal static class OrderOfConvergence
{
    /// <summary>
    /// Least-squares slope over steps of 1/400 halved twice; the error at time 1 against a step of 1/12800.
    /// </summary>
    /// <param name="integrate">The state after so many steps of this length.</param>
    public static double Measure(Func<double, int, double[]> integrate)
    {
        double[] exact = integrate(1.0 / 12800, 12800);
        int[] steps = [400, 800, 1600];
        double[] x = [.. steps.Select(n => -Math.Log(n))];
        double[] y = [.. steps.Select(n => Math.Log(Distance(exact, integrate(1.0 / n, n))))];
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    private static double Distance(double[] x, double[] y) => Math.Sqrt(x.Zip(y, (a, b) => (a - b) * (a - b)).Sum());
}
