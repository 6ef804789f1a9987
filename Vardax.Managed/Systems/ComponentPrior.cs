namespace Vardax.Managed.Systems;

/// <summary>
/// The distribution of one component of an initial state: x = T(u), u = <see cref="Mean"/> + <see cref="Std"/> z, z a unit normal.
/// The coordinate u has no bounds, so that a normal distribution over u never leaves the support of x. Compared by value.
/// </summary>
public abstract record ComponentPrior
{
    private protected ComponentPrior()
    {
    }

    /// <summary>Mean of the coordinate u.</summary>
    public abstract double Mean { get; }

    /// <summary>Standard deviation of the coordinate u; 0 if the component is fixed.</summary>
    public abstract double Std { get; }

    /// <summary>Whether the component varies.</summary>
    public bool IsFree => Std > 0;

    /// <summary>x = T(u).</summary>
    public abstract double ToPhysical(double coordinate);

    /// <summary>u = T^-1(x); NaN outside the support.</summary>
    public abstract double ToCoordinate(double value);

    /// <summary>dT/du.</summary>
    public abstract double Derivative(double coordinate);

    /// <summary>log |dT/du|.</summary>
    public virtual double LogDerivative(double coordinate) => Math.Log(Derivative(coordinate));

    /// <summary>The component from a unit normal, in single precision.</summary>
    internal virtual float Draw(float normal) => (float)ToPhysical(Mean + (Std * normal));

    /// <summary>The prior with the same T and another normal distribution of the coordinate.</summary>
    internal virtual ComponentPrior WithMoments(double mean, double std) => throw new InvalidOperationException($"Expected a component that varies, found {this}.");

    /// <summary>What is wrong with the parameters; null if nothing is.</summary>
    internal abstract string? Fault();

    /// <summary>Finite and positive, also in single precision.</summary>
    private protected static bool IsPositive(double value) => float.IsFinite((float)value) && (float)value > 0;
}
