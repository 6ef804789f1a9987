namespace Vardax.Managed.Tests.Support;

/// <summary>The normal distribution of several variables, by plain loops.</summary>
internal static class MultivariateNormal
{
    /// <summary>-1/2 (x - m)^T C^-1 (x - m) - 1/2 log det C - n/2 log 2 pi.</summary>
    public static double LogDensity(double[] x, double[] mean, double[] covariance)
    {
        int n = mean.Length;
        (double[] inverse, double logDeterminant) = PlainMatrix.Invert(covariance, n);
        double square = 0;
        for (int i = 0; i < n * n; i++)
            square += inverse[i] * (x[i / n] - mean[i / n]) * (x[i % n] - mean[i % n]);
        return (-square - logDeterminant - (n * Math.Log(Math.Tau))) / 2;
    }

    /// <summary>
    /// Checks the sample mean and covariance of rows against the exact ones: each within 5 standard errors,
    /// sqrt(c_ii / N) and sqrt((c_ii c_jj + c_ij^2) / N).
    /// </summary>
    public static void HasMoments(ReadOnlySpan<float> rows, double[] mean, double[] covariance) =>
        Assert.InRange(LargestError(rows, mean, covariance), 0, 5);

    /// <summary>The largest error of a sample mean or covariance, in standard errors.</summary>
    public static double LargestError(ReadOnlySpan<float> rows, double[] mean, double[] covariance)
    {
        int n = mean.Length, count = rows.Length / n;
        double[] first = new double[n], second = new double[n * n], departure = new double[n];
        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < n; i++)
            {
                departure[i] = rows[(row * n) + i] - mean[i];
                first[i] += departure[i] / count;
            }

            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    second[(i * n) + j] += departure[i] * departure[j] / count;
            }
        }

        double worst = 0;
        for (int i = 0; i < n; i++)
        {
            double variance = covariance[i * (n + 1)];
            worst = Math.Max(worst, Math.Abs(first[i]) / Math.Sqrt(variance / count));
            for (int j = 0; j < n; j++)
            {
                double c = covariance[(i * n) + j], error = Math.Sqrt(((variance * covariance[j * (n + 1)]) + (c * c)) / count);
                worst = Math.Max(worst, Math.Abs(second[(i * n) + j] - c) / error);
            }
        }

        return double.IsNaN(worst) ? double.PositiveInfinity : worst;
    }
}
