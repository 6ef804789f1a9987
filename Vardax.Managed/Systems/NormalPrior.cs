namespace Vardax.Managed.Systems;

/// <summary>Normal: x = u.</summary>
public sealed record NormalPrior : ComponentPrior
{
    /// <summary>From mean and standard deviation of x.</summary>
    public NormalPrior(double mean, double std) => (Mean, Std) = (mean, std);

    /// <inheritdoc/>
    public override double Mean { get; }

    /// <inheritdoc/>
    public override double Std { get; }

    /// <inheritdoc/>
    public override double ToPhysical(double coordinate) => coordinate;

    /// <inheritdoc/>
    public override double ToCoordinate(double value) => value;

    /// <inheritdoc/>
    public override double Derivative(double coordinate) => 1;

    /// <inheritdoc/>
    public override double LogDerivative(double coordinate) => 0;

    /// <summary>normal(mean, std).</summary>
    public override string ToString() => FormattableString.Invariant($"normal({Mean}, {Std})");

    /// <inheritdoc/>
    internal override float Draw(float normal) => (float)Mean + ((float)Std * normal);

    /// <inheritdoc/>
    internal override ComponentPrior WithMoments(double mean, double std) => new NormalPrior(mean, std);

    /// <inheritdoc/>
    internal override string? Fault() => double.IsFinite(Mean) && IsPositive(Std) ? null : "a finite mean and a finite positive std";
}
