using Vardax.Managed.Scores;

namespace Vardax.Managed.Systems;

/// <summary>
/// Uniform between two ends: x = low + (high - low) Phi(u), u a unit normal. In a distribution of an ensemble u has another mean and spread:
/// x stays between the ends, and is not uniform.
/// </summary>
public sealed record UniformPrior : ComponentPrior
{
    // Values in single precision may round to an end of the interval: the coordinate stays finite.
    private const double LeastShare = 1e-9;

    /// <summary>From the ends.</summary>
    public UniformPrior(double low, double high) => (Low, High) = (low, high);

    private UniformPrior(double low, double high, double mean, double std)
        : this(low, high) => (Mean, Std) = (mean, std);

    /// <summary>The lower end.</summary>
    public double Low { get; }

    /// <summary>The upper end.</summary>
    public double High { get; }

    /// <inheritdoc/>
    public override double Mean { get; }

    /// <inheritdoc/>
    public override double Std { get; } = 1;

    /// <inheritdoc/>
    public override double ToPhysical(double coordinate) => Low + ((High - Low) * NormalDistribution.Cdf(coordinate));

    /// <summary>
    /// Phi^-1 of the share of the interval below x, with the share held between 1e-9 and 1 - 1e-9; NaN outside the interval.
    /// </summary>
    public override double ToCoordinate(double value) => value >= Low && value <= High
        ? NormalDistribution.Quantile(Math.Clamp((value - Low) / (High - Low), LeastShare, 1 - LeastShare))
        : double.NaN;

    /// <inheritdoc/>
    public override double Derivative(double coordinate) => (High - Low) * NormalDistribution.Density(coordinate);

    /// <inheritdoc/>
    public override double LogDerivative(double coordinate) =>
        Math.Log(High - Low) - (((coordinate * coordinate) + Math.Log(Math.Tau)) / 2);

    /// <summary>uniform(low, high), with the moments of the coordinate if it is no unit normal.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"uniform({Low}, {High})") + (Mean == 0 && Std == 1 ? "" : FormattableString.Invariant($" with coordinate normal({Mean}, {Std})"));

    /// <inheritdoc/>
    internal override float Draw(float normal) => Math.Clamp(base.Draw(normal), (float)Low, (float)High);

    /// <inheritdoc/>
    internal override ComponentPrior WithMoments(double mean, double std) => new UniformPrior(Low, High, mean, std);

    /// <inheritdoc/>
    internal override string? Fault() => float.IsFinite((float)Low) && float.IsFinite((float)High) && (float)Low < (float)High ? null
        : "a finite low end below a finite high end";
}
