namespace Vardax.Managed.Systems;

/// <summary>Lognormal: x = exp(u), above 0.</summary>
public sealed record LogNormalPrior : ComponentPrior
{
    /// <summary>From mean and standard deviation of log x.</summary>
    public LogNormalPrior(double mean, double std) => (Mean, Std) = (mean, std);

    /// <inheritdoc/>
    public override double Mean { get; }

    /// <inheritdoc/>
    public override double Std { get; }

    /// <inheritdoc/>
    public override double ToPhysical(double coordinate) => Math.Exp(coordinate);

    /// <inheritdoc/>
    public override double ToCoordinate(double value) => value > 0 ? Math.Log(value) : double.NaN;

    /// <inheritdoc/>
    public override double Derivative(double coordinate) => Math.Exp(coordinate);

    /// <inheritdoc/>
    public override double LogDerivative(double coordinate) => coordinate;

    /// <summary>lognormal(mean of the log, std of the log).</summary>
    public override string ToString() => FormattableString.Invariant($"lognormal({Mean}, {Std})");

    /// <inheritdoc/>
    internal override ComponentPrior WithMoments(double mean, double std) => new LogNormalPrior(mean, std);

    /// <inheritdoc/>
    internal override string? Fault() => double.IsFinite(Mean) && IsPositive(Std) && float.IsNormal((float)Math.Exp(Mean)) ? null
        : "a mean of the log whose exponential single precision holds, and a finite positive std of the log";
}
