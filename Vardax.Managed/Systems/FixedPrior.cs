namespace Vardax.Managed.Systems;

/// <summary>One value: no coordinate.</summary>
public sealed record FixedPrior : ComponentPrior
{
    /// <summary>From the value.</summary>
    public FixedPrior(double value) => Value = value;

    /// <summary>The value.</summary>
    public double Value { get; }

    /// <inheritdoc/>
    public override double Mean => Value;

    /// <inheritdoc/>
    public override double Std => 0;

    /// <inheritdoc/>
    public override double ToPhysical(double coordinate) => Value;

    /// <inheritdoc/>
    public override double ToCoordinate(double value) => (float)value == (float)Value ? Value : double.NaN;

    /// <inheritdoc/>
    public override double Derivative(double coordinate) => 0;

    /// <summary>fixed(value).</summary>
    public override string ToString() => FormattableString.Invariant($"fixed({Value})");

    /// <inheritdoc/>
    internal override float Draw(float normal) => (float)Value;

    /// <inheritdoc/>
    internal override string? Fault() => float.IsFinite((float)Value) ? null : "a finite value";
}
