namespace Vardax.Managed.Tests.Support;

/// <summary>Derivatives against fourth-order central finite differences in double precision.</summary>
internal static class GradientCheck
{
    private const double Step = 1e-4;

    /// <summary>The largest error of a derivative against its difference quotient, relative where it exceeds 1.</summary>
    public static double WorstError(Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient)
    {
        Assert.Equal(x.Length, gradient.Length);
        double worst = 0;
        for (int i = 0; i < x.Length; i++)
        {
            var direction = new double[x.Length];
            direction[i] = 1;
            worst = Math.Max(worst, Error(Directional(f, x, direction), gradient[i]));
        }

        return worst;
    }

    /// <summary>The same for the derivative along one direction.</summary>
    public static double DirectionalError(
        Func<double[], double> f, double[] x, ReadOnlySpan<double> gradient, ReadOnlySpan<double> direction) =>
        Error(Directional(f, x, direction), Dot(gradient, direction));

    /// <summary>(f(x - 2h) - 8 f(x - h) + 8 f(x + h) - f(x + 2h)) / 12 h along a direction.</summary>
    public static double Directional(Func<double[], double> f, double[] x, ReadOnlySpan<double> direction) =>
        (Moved(f, x, direction, -2) - Moved(f, x, direction, 2)
            + (8 * (Moved(f, x, direction, 1) - Moved(f, x, direction, -1)))) / (12 * Step);

    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        Assert.Equal(x.Length, y.Length);
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    private static double Moved(Func<double[], double> f, double[] x, ReadOnlySpan<double> direction, int steps)
    {
        double[] moved = [.. x];
        for (int i = 0; i < moved.Length; i++)
            moved[i] += steps * Step * direction[i];
        return f(moved);
    }

    private static double Error(double difference, double derivative)
    {
        double error = Math.Abs(difference - derivative) / Math.Max(1, Math.Abs(derivative));
        return double.IsNaN(error) ? double.PositiveInfinity : error;
    }
}
