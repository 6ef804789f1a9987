namespace Vardax.Managed.Systems;

/// <summary>
/// Student's t: y = h(x) + scale times t, with density proportional to (1 + t^2 / degrees)^(-(degrees + 1) / 2). Simulations draw from
/// this distribution; analyses take the errors for normal with the scale as their standard deviation.
/// </summary>
public sealed record StudentError : ErrorDistribution
{
    /// <summary>From scale and degrees of freedom.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A number is not finite and positive.</exception>
    public StudentError(double scale, double degrees)
        : base(scale) => Degrees = Guards.Guard.Positive(degrees);

    /// <summary>Degrees of freedom.</summary>
    public double Degrees { get; }

    /// <inheritdoc/>
    internal override double LogDensity(double error) => -(Degrees + 1) / 2 * Math.Log(1 + ((error / Std) * (error / Std) / Degrees));

    /// <summary>student(scale, degrees).</summary>
    public override string ToString() => FormattableString.Invariant($"student({Std}, {Degrees})");

    /// <summary>
    /// t = sqrt(degrees (u^(-2 / degrees) - 1)) cos(2 pi v) from two uniform numbers, u in (0, 1] (Bailey 1994, Mathematics of
    /// Computation 62).
    /// </summary>
    internal double Draw(double u, double v) =>
        Math.Sqrt(Degrees * (Math.Pow(u, -2 / Degrees) - 1)) * Math.Cos(Math.Tau * v);
}
