namespace Vardax.Managed.Systems;

/// <summary>Normal: y = h(x) + std times a unit normal.</summary>
public sealed record NormalError : ErrorDistribution
{
    /// <summary>From the standard deviation.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The standard deviation is not a finite positive number.</exception>
    public NormalError(double std)
        : base(std)
    {
    }

    /// <summary>normal(std).</summary>
    public override string ToString() => FormattableString.Invariant($"normal({Std})");
}
