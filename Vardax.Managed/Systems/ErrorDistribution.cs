namespace Vardax.Managed.Systems;

/// <summary>
/// The distribution of an instrument's errors. In the instrument's working units the error is added, y = g(x) + error, with
/// standard deviation or scale <see cref="Std"/>. Compared by value.
/// </summary>
public abstract record ErrorDistribution
{
    private protected ErrorDistribution(double std) => Std = float.IsFinite((float)std) && (float)std > 0 ? std
        : throw new ArgumentOutOfRangeException(nameof(std), std, "Expected a finite positive number, also in single precision.");

    /// <summary>Standard deviation in working units; the scale of Student's distribution.</summary>
    public double Std { get; }

    /// <summary>Log density of an error in working units, up to a constant.</summary>
    internal double LogDensity(double error)
    {
        double s = Whiten(error / Std).Value;
        return -s * s / 2;
    }

    /// <summary>From a value as the instrument gives it to working units.</summary>
    public virtual double ToWorking(double raw) => raw;

    /// <summary>From working units to a value as the instrument gives it.</summary>
    public virtual double ToRaw(double working) => working;

    /// <summary>
    /// s with s^2 / 2 the negative log density of a departure above its lowest value, and ds / dt: of a normal distribution t and 1.
    /// </summary>
    /// <param name="t">The departure in units of <see cref="Std"/>.</param>
    internal virtual (double Value, double Slope) Whiten(double t) => (t, 1);

    /// <summary>The second derivative of s^2 / 2 by t: of a normal distribution 1, of an outlier below 0.</summary>
    internal virtual double Curvature(double t) => 1;

    /// <summary>Mean and variance of s^2 over the distribution: of a normal one those of chi-square, 1 and 2.</summary>
    internal virtual (double Mean, double Variance) Squares => (1, 2);
}
