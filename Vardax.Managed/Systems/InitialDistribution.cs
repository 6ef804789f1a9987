using System.Runtime.CompilerServices;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>
/// The distribution that simulations start from: independent components x_c = T_c(u_c), with u_c normal. The free coordinates are the
/// u_c of the components that are not fixed, in order: analyses work in them. Immutable; compared by value.
/// </summary>
public sealed class InitialDistribution : IEquatable<InitialDistribution>
{
    private readonly ComponentPrior[] components;
    private readonly int[] free;

    /// <summary>From the prior of each component.</summary>
    /// <exception cref="ArgumentException">There is none, or the parameters of one are out of range.</exception>
    public InitialDistribution(params IReadOnlyList<ComponentPrior> components)
    {
        ArgumentNullException.ThrowIfNull(components);
        if (components.Count == 0)
            throw new ArgumentException("Expected at least one component.", nameof(components));
        for (int c = 0; c < components.Count; c++)
        {
            ArgumentNullException.ThrowIfNull(components[c], nameof(components));
            if (components[c].Fault() is { } expected)
                throw new ArgumentException($"The prior of component {c} is {components[c]}; expected {expected}.", nameof(components));
        }

        this.components = [.. components];
        free = [.. Enumerable.Range(0, this.components.Length).Where(c => this.components[c].IsFree)];
        IsNormal = this.components.All(c => c is NormalPrior);
    }

    /// <summary>Normal components with one standard deviation.</summary>
    /// <exception cref="ArgumentException">There is none, or a number is out of range.</exception>
    public static InitialDistribution Normal(IReadOnlyList<double> mean, double std)
    {
        ArgumentNullException.ThrowIfNull(mean);
        return new InitialDistribution([.. mean.Select(m => new NormalPrior(m, std))]);
    }

    /// <summary>The prior of each component.</summary>
    public IReadOnlyList<ComponentPrior> Components => components;

    /// <summary>The components that are not fixed, ascending.</summary>
    public ReadOnlySpan<int> Free => free;

    /// <summary>Free coordinates: how many components are not fixed.</summary>
    public int Coordinates => free.Length;

    /// <summary>Whether every component is normal: the coordinates are then the components.</summary>
    public bool IsNormal { get; }

    /// <summary>Whether those of the first so many components that are free vary by as much: T'(mean) std is the same.</summary>
    internal bool IsAlike(int count) =>
        components.Take(count).Where(prior => prior.IsFree).Select(prior => prior.Std * prior.Derivative(prior.Mean)).Distinct().Count() <= 1;

    /// <summary>The distribution of the free coordinates.</summary>
    /// <exception cref="InvalidOperationException">Every component is fixed.</exception>
    public Gaussian OfCoordinates() => free.Length > 0
        ? new Gaussian([.. free.Select(c => components[c].Mean)], new DiagonalCovariance([.. free.Select(c => components[c].Std)]))
        : throw new InvalidOperationException("Every component is fixed: there is no coordinate.");

    /// <summary>The state that unit normals stand for, in place, one for each component: mean + std z if the component is normal.</summary>
    /// <param name="normals">One for each component; replaced by the state.</param>
    [MethodImpl(Simd.Hot)]
    public void Draw(Span<float> normals)
    {
        Guard.Length(components.Length, normals.Length, nameof(normals));
        for (int c = 0; c < components.Length; c++)
            normals[c] = components[c].Draw(normals[c]);
    }

    /// <summary>x = T(u).</summary>
    /// <param name="coordinates">The free coordinates.</param>
    /// <param name="state">Receives one value for each component.</param>
    public void ToPhysical(ReadOnlySpan<double> coordinates, Span<double> state)
    {
        for (int c = 0, at = 0; c < components.Length; c++)
            state[c] = components[c].ToPhysical(components[c].IsFree ? coordinates[at++] : 0);
    }

    /// <summary>u = T^-1(x); NaN outside the support.</summary>
    /// <param name="state">One value for each component.</param>
    /// <param name="coordinates">Receives the free coordinates.</param>
    public void ToCoordinates(ReadOnlySpan<double> state, Span<double> coordinates)
    {
        for (int i = 0; i < free.Length; i++)
            coordinates[i] = components[free[i]].ToCoordinate(state[free[i]]);
    }

    /// <summary>dT/du of each free coordinate.</summary>
    /// <param name="coordinates">The free coordinates.</param>
    /// <param name="derivatives">Receives one value for each.</param>
    public void Derivatives(ReadOnlySpan<double> coordinates, Span<double> derivatives)
    {
        for (int i = 0; i < free.Length; i++)
            derivatives[i] = components[free[i]].Derivative(coordinates[i]);
    }

    /// <summary>log |dT/du|, the sum over the free coordinates: log p(x) = log p(u) - log |dT/du|.</summary>
    public double LogDerivative(ReadOnlySpan<double> coordinates)
    {
        double log = 0;
        for (int i = 0; i < free.Length; i++)
            log += components[free[i]].LogDerivative(coordinates[i]);
        return log;
    }

    /// <summary>Log density of a state's free components; NaN outside the support.</summary>
    /// <param name="state">One value for each component.</param>
    /// <param name="coordinates">Receives the free coordinates.</param>
    public double LogDensity(ReadOnlySpan<double> state, Span<double> coordinates)
    {
        ToCoordinates(state, coordinates);
        double log = -LogDerivative(coordinates);
        for (int i = 0; i < free.Length; i++)
        {
            ComponentPrior prior = components[free[i]];
            double z = (coordinates[i] - prior.Mean) / prior.Std;
            log -= ((z * z) + Math.Log(Math.Tau)) / 2 + Math.Log(prior.Std);
        }

        return log;
    }

    /// <inheritdoc/>
    public bool Equals(InitialDistribution? other) => other is not null && components.AsSpan().SequenceEqual(other.components);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InitialDistribution);

    /// <inheritdoc/>
    public override int GetHashCode() => components.Aggregate(0, HashCode.Combine);

    /// <summary>The priors, one after the other.</summary>
    public override string ToString() => string.Join(", ", components.Select(c => c.ToString()));
}
