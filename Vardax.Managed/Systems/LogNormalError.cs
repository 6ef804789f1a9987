namespace Vardax.Managed.Systems;

/// <summary>Lognormal: log y = log h(x) + std times a unit normal. Working units are the logarithms.</summary>
public sealed record LogNormalError : ErrorDistribution
{
    /// <summary>From the standard deviation of the logarithm.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is not a finite positive number.</exception>
    public LogNormalError(double std)
        : base(std)
    {
    }

    /// <summary>log y; NaN if y is not above 0.</summary>
    public override double ToWorking(double raw) => raw > 0 ? Math.Log(raw) : double.NaN;

    /// <summary>exp.</summary>
    public override double ToRaw(double working) => Math.Exp(working);

    /// <summary>lognormal(std of the log).</summary>
    public override string ToString() => FormattableString.Invariant($"lognormal({Std})");
}
