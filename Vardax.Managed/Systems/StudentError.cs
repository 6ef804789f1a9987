namespace Vardax.Managed.Systems;

/// <summary>
/// Student's t: y = h(x) + scale times t, with density proportional to (1 + t^2 / degrees)^(-(degrees + 1) / 2). Simulations draw from
/// this distribution, and variational methods, the polish and importance sampling weigh by its density, so that an outlier costs little;
/// linear methods take the errors for normal with the scale as their standard deviation.
/// </summary>
public sealed record StudentError : ErrorDistribution
{
    /// <summary>From scale and degrees of freedom.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite and positive.</exception>
    public StudentError(double scale, double degrees)
        : base(scale) => Degrees = Guards.Guard.Positive(degrees);

    /// <summary>Degrees of freedom.</summary>
    public double Degrees { get; }

    /// <summary>student(scale, degrees).</summary>
    public override string ToString() => FormattableString.Invariant($"student({Std}, {Degrees})");

    /// <summary>
    /// t = sqrt(degrees (u^(-2 / degrees) - 1)) cos(2 pi v) from two uniform numbers, u in (0, 1] (Bailey 1994, Mathematics of
    /// Computation 62).
    /// </summary>
    internal double Draw(double u, double v) =>
        Math.Sqrt(Degrees * (Math.Pow(u, -2 / Degrees) - 1)) * Math.Cos(Math.Tau * v);

    /// <summary>s^2 = (degrees + 1) log(1 + t^2 / degrees).</summary>
    internal override (double Value, double Slope) Whiten(double t)
    {
        double value = Math.Sqrt((Degrees + 1) * double.LogP1(t * t / Degrees));
        return Math.Abs(t) < 1e-6
            ? (t * Math.Sqrt((Degrees + 1) / Degrees), Math.Sqrt((Degrees + 1) / Degrees))
            : (Math.CopySign(value, t), (Degrees + 1) * Math.Abs(t) / ((Degrees + (t * t)) * value));
    }

    /// <summary>(degrees + 1) (degrees - t^2) / (degrees + t^2)^2.</summary>
    internal override double Curvature(double t) => (Degrees + 1) / (Degrees + (t * t)) * ((Degrees - (t * t)) / (Degrees + (t * t)));

    /// <summary>
    /// (degrees + 1) (psi((degrees + 1) / 2) - psi(degrees / 2)), and (degrees + 1)^2 (psi'(degrees / 2) - psi'((degrees + 1) / 2)), since
    /// 1 / (1 + t^2 / degrees) has the beta distribution of degrees / 2 and 1 / 2.
    /// </summary>
    internal override (double Mean, double Variance) Squares
    {
        get
        {
            (double Psi, double Derivative) low = Digamma(Degrees / 2), high = Digamma((Degrees + 1) / 2);
            return ((Degrees + 1) * (high.Psi - low.Psi), (Degrees + 1) * (Degrees + 1) * (low.Derivative - high.Derivative));
        }
    }

    /// <summary>psi and psi' by recurrence and the asymptotic series (Abramowitz and Stegun 6.3.18 and 6.4.12).</summary>
    private static (double Psi, double Derivative) Digamma(double x)
    {
        double psi = 0, derivative = 0;
        for (; x < 10; x++)
            (psi, derivative) = (psi - (1 / x), derivative + (1 / (x * x)));
        double y = 1 / (x * x);
        return (psi + Math.Log(x) - (0.5 / x) - (y * ((1.0 / 12) - (y * ((1.0 / 120) - (y / 252))))),
            derivative + ((1 + (0.5 / x) + (y * ((1.0 / 6) - (y * ((1.0 / 30) - (y / 42)))))) / x));
    }
}
