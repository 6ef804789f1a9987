using System.Numerics;
using System.Runtime.CompilerServices;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>
/// The distribution that simulations start from: components x_c = T_c(u_c), with u_c normal. The free coordinates are the u_c of the
/// components that are not fixed, in order: analyses work in them. The u_c are independent, unless they come from an ensemble
/// (<see cref="OfEnsemble"/>). Immutable; compared by value.
/// </summary>
public sealed class InitialDistribution : IEquatable<InitialDistribution>
{
    // Half a unit in the last place of single precision: spreads below say nothing.
    private const double Resolution = 1.0 / (1 << 24);

    private readonly ComponentPrior[] components;
    private readonly int[] free;

    // The Cholesky factor of the correlations between the coordinates, row-major; empty if they are independent.
    private readonly double[] correlation = [];

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

    private InitialDistribution(ComponentPrior[] components, double[] correlation)
        : this(components) => this.correlation = correlation;

    /// <summary>Normal components with one standard deviation.</summary>
    /// <exception cref="ArgumentException">There is none, or a number is out of range.</exception>
    public static InitialDistribution Normal(IReadOnlyList<double> mean, double std)
    {
        ArgumentNullException.ThrowIfNull(mean);
        return new InitialDistribution([.. mean.Select(m => new NormalPrior(m, std))]);
    }

    /// <summary>
    /// The prior that an ensemble stands for: in the coordinates u = T^-1(x) of this distribution, a normal with the mean and the covariance
    /// of the members (divided by members - 1). What the members say beyond these moments is not used.
    /// </summary>
    /// <param name="members">A state in each row, with a value for each component; row-major.</param>
    /// <exception cref="ArgumentException">
    /// There are too few members for a covariance of full rank, it is singular, or a member is outside the support of this distribution.
    /// </exception>
    public InitialDistribution OfEnsemble(ReadOnlySpan<double> members)
    {
        int n = components.Length, m = free.Length, count = members.Length / n;
        Guard.Matrix(members.Length, count, n, nameof(members));
        if (count <= m)
            throw new ArgumentException($"Expected at least {m + 1} members for a covariance of {m} components, found {count}.", nameof(members));
        var rows = new double[count * m];
        double[] mean = new double[m], root = new double[m * m];
        for (int row = 0; row < count; row++)
        {
            ReadOnlySpan<double> state = members.Slice(row * n, n);
            for (int c = 0; c < n; c++)
            {
                if (!double.IsFinite(components[c].ToCoordinate(state[c])))
                    throw new ArgumentException(FormattableString.Invariant($"Component {c} of member {row} is {state[c]}; expected a value of {components[c]}."), nameof(members));
            }

            ToCoordinates(state, rows.AsSpan(row * m, m));
            for (int i = 0; i < m; i++)
                mean[i] += rows[(row * m) + i] / count;
        }

        for (int row = 0; row < count; row++)
        {
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j <= i; j++)
                    root[(i * m) + j] += (rows[(row * m) + i] - mean[i]) * (rows[(row * m) + j] - mean[j]) / (count - 1);
            }
        }

        bool isRegular = Cholesky.TryLower(root, m);
        var std = new double[m];
        for (int i = 0; i < m && isRegular; i++)
        {
            Span<double> row = root.AsSpan(i * m, i + 1);
            std[i] = Math.Sqrt(Reduction.Dot(row, row));
            isRegular = std[i] > Resolution * Math.Abs(mean[i]) && row[i] > Resolution * std[i];
            Elementwise.Map(row, row, new VectorScale<double>(1 / std[i]));
        }

        if (!isRegular)
            throw new ArgumentException($"The covariance of the {count} members is singular; expected members that vary in all {m} components.", nameof(members));
        return WithMoments(mean, std, root);
    }

    /// <summary>The Cholesky factor of the correlations between the coordinates, row-major; empty if they are independent.</summary>
    internal ReadOnlySpan<double> Correlation => correlation;

    /// <summary>The same components with another normal distribution of their coordinates, by the factor of its correlations.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit, or the factor is none.</exception>
    internal InitialDistribution WithMoments(ReadOnlySpan<double> mean, ReadOnlySpan<double> std, double[] factor)
    {
        int m = free.Length;
        Guard.Length(m, mean.Length, nameof(mean));
        Guard.Length(m, std.Length, nameof(std));
        Guard.Matrix(factor.Length, m, m, nameof(factor));
        ComponentPrior[] marginal = [.. components];
        for (int i = 0; i < m; i++)
        {
            marginal[free[i]] = components[free[i]].WithMoments(mean[i], std[i]);
            Span<double> row = factor.AsSpan(i * m, m);
            if (!(row[i] > 0 && Math.Abs(Reduction.Dot(row, row) - 1) < 1e-9) || row[(i + 1)..].ContainsAnyExcept(0))
                throw new ArgumentException($"Expected the Cholesky factor of correlations, found another row {i}.", nameof(factor));
        }

        return new InitialDistribution(marginal, factor);
    }

    /// <summary>The prior of each component.</summary>
    public IReadOnlyList<ComponentPrior> Components => components;

    /// <summary>The components that are not fixed, ascending.</summary>
    public ReadOnlySpan<int> Free => free;

    /// <summary>Free coordinates: how many components are not fixed.</summary>
    public int Coordinates => free.Length;

    /// <summary>Whether the coordinates are independent of each other.</summary>
    public bool IsIndependent => correlation.Length == 0;

    /// <summary>Whether every component is normal: the coordinates are then the components.</summary>
    public bool IsNormal { get; }

    /// <summary>Whether those of the first so many components that are free vary by as much: T'(mean) std is the same.</summary>
    internal bool IsAlike(int count) =>
        components.Take(count).Where(prior => prior.IsFree).Select(prior => prior.Std * prior.Derivative(prior.Mean)).Distinct().Count() <= 1;

    /// <summary>The distribution of the free coordinates.</summary>
    /// <exception cref="InvalidOperationException">Every component is fixed.</exception>
    public Gaussian OfCoordinates()
    {
        double[] mean = [.. free.Select(c => components[c].Mean)], std = [.. free.Select(c => components[c].Std)];
        return free.Length == 0 ? throw new InvalidOperationException("Expected a component that varies; every component is fixed.")
            : new Gaussian(mean, IsIndependent ? new DiagonalCovariance(std)
                : DenseCovariance.OfRoot([.. correlation.Select((value, at) => std[at / std.Length] * value)], std.Length));
    }

    /// <summary>The state that unit normals stand for, in place, one for each component: mean + std z if the component is normal.</summary>
    /// <param name="normals">One for each component; replaced by the state.</param>
    [MethodImpl(Simd.Hot)]
    public void Draw(Span<float> normals)
    {
        Guard.Length(components.Length, normals.Length, nameof(normals));
        Correlate(normals);
        for (int c = 0; c < components.Length; c++)
            normals[c] = components[c].Draw(normals[c]);
    }

    /// <summary>As the other overload, in double precision.</summary>
    /// <param name="normals">One for each component; replaced by the state.</param>
    public void Draw(Span<double> normals)
    {
        Guard.Length(components.Length, normals.Length, nameof(normals));
        Correlate(normals);
        for (int c = 0; c < components.Length; c++)
            normals[c] = components[c].ToPhysical(components[c].Mean + (components[c].Std * normals[c]));
    }

    /// <summary>Gives independent unit normals the correlations of the coordinates, in place: from the last, for each needs those before it.</summary>
    private void Correlate<T>(Span<T> normals)
        where T : struct, IFloatingPointIeee754<T>
    {
        int m = IsIndependent ? 0 : free.Length;
        for (int i = m - 1; i >= 0; i--)
        {
            double sum = 0;
            for (int j = 0; j <= i; j++)
                sum += correlation[(i * m) + j] * double.CreateTruncating(normals[free[j]]);
            normals[free[i]] = T.CreateTruncating(sum);
        }
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
    /// <param name="coordinates">Receives the independent unit normals that the state stands for, one for each free component.</param>
    public double LogDensity(ReadOnlySpan<double> state, Span<double> coordinates)
    {
        ToCoordinates(state, coordinates);
        double log = -LogDerivative(coordinates);
        for (int i = 0; i < free.Length; i++)
        {
            ComponentPrior prior = components[free[i]];
            double z = (coordinates[i] - prior.Mean) / prior.Std;
            if (!IsIndependent)
            {
                ReadOnlySpan<double> row = correlation.AsSpan(i * free.Length, i + 1);
                z = (z - Reduction.Dot(row[..i], coordinates[..i])) / row[i];
                log -= Math.Log(row[i]);
            }

            coordinates[i] = z;
            log -= ((z * z) + Math.Log(Math.Tau)) / 2 + Math.Log(prior.Std);
        }

        return log;
    }

    /// <inheritdoc/>
    public bool Equals(InitialDistribution? other) =>
        other is not null && components.AsSpan().SequenceEqual(other.components) && correlation.AsSpan().SequenceEqual(other.correlation);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as InitialDistribution);

    /// <inheritdoc/>
    public override int GetHashCode() => components.Aggregate(0, HashCode.Combine);

    /// <summary>The priors, one after the other.</summary>
    public override string ToString() => string.Join(", ", components.Select(c => c.ToString())) + (IsIndependent ? "" : ", correlated");
}
