using Vardax.Managed.Assimilation;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Kernels;
using Vardax.Managed.Layers;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// q(c | y): a density over the control c, the state at the window's start in its free coordinates, given the window's observations.
/// The model carries it over the window, so its samples are trajectories of the model, correlated as they should be.
/// Reading is safe from many threads, each with its own buffers.
/// </summary>
public sealed class ControlDensity : ConditionalDensity
{
    private ControlDensity(
        ProblemSettings settings, IObsEncoder encoder, IControlHead head, ControlStandardization standardization,
        Memory<float> parameters)
        : base(parameters, [.. encoder.Views(), .. head.Views()])
    {
        (Settings, Encoder, Head, Standardization) = (settings, encoder, head, standardization);
        ObservedEntries = standardization.Observed.ToArray();
    }

    /// <summary>The family of problems it is trained for.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>Observed entries to features.</summary>
    internal IObsEncoder Encoder { get; }

    /// <summary>Features to the density of the whitened control.</summary>
    internal IControlHead Head { get; }

    /// <summary>Between physical units and the network's.</summary>
    internal ControlStandardization Standardization { get; }

    /// <summary>The entries of the observations that it looks at, ascending.</summary>
    public IReadOnlyList<int> ObservedEntries { get; }

    /// <inheritdoc/>
    public override int Observations => ObservedEntries.Count;

    /// <inheritdoc/>
    public override int States => Standardization.Controls;

    /// <inheritdoc/>
    internal override double LogScale => Standardization.LogScale;

    /// <inheritdoc/>
    internal override int StandardizeScratchPerRow => 2 * States;

    /// <summary>Creates an untrained posterior: (k_encoder, k_head) = split(key).</summary>
    /// <param name="settings">The family of problems.</param>
    /// <param name="config">The architecture.</param>
    /// <param name="standardization">Estimated from the family's windows.</param>
    /// <param name="key">What the weights are drawn from.</param>
    /// <param name="zeroOutputs">Whether the head starts at the best linear estimate and its error.</param>
    /// <exception cref="ArgumentException">
    /// A size is out of range, the settings and the statistics do not fit, or the model's tangent or adjoint is wrong.
    /// </exception>
    internal static ControlDensity Create(
        ProblemSettings settings, AmortizedConfig config, ControlStandardization standardization, RandomKey key,
        bool zeroOutputs = true)
    {
        ControlDensity posterior = Lay(settings, config, standardization);
        RequireDerivatives(settings);
        (RandomKey encoderKey, RandomKey headKey) = key.Split();
        posterior.Encoder.Initialize(encoderKey, posterior.MutableParameters);
        posterior.Head.Initialize(headKey, posterior.MutableParameters, zeroOutputs);
        return posterior;
    }

    /// <summary>
    /// Tests the derivatives that analyses will need at a simulated state: later a wrong one shows as standard deviations alone.
    /// </summary>
    private static void RequireDerivatives(ProblemSettings settings)
    {
        Trajectory truth = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps }).Generate(RandomKey.FromSeed(0)).Truth;
        double[] state = Array.ConvertAll(truth[0].ToArray(), c => (double)c);
        if (!state.All(double.IsFinite))
            return;
        foreach (PropagatorTestItem item in PropagatorTest.Derivatives(settings.Model, state, settings.Dt))
        {
            if (!item.Passes)
            {
                throw new ArgumentException(
                    $"The {item.Name} of {settings.Model.Name} is wrong at a simulated state: {item.Message}. PropagatorTest says more.",
                    nameof(settings));
            }
        }
    }

    /// <summary>Lays out a posterior, its parameters zero.</summary>
    /// <exception cref="ArgumentException">It does not have as many parameters as expected.</exception>
    internal static ControlDensity Lay(
        ProblemSettings settings, AmortizedConfig config, ControlStandardization standardization, long? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(standardization);
        (MlpObsEncoder encoder, IControlHead head) = Networks(
            settings, config, standardization.Observed.Length, standardization.Controls, standardization.Factor);
        return new ControlDensity(
            settings, encoder, head, standardization, Room(encoder.ParameterCount, head.ParameterCount, parameters));
    }

    /// <summary>How many parameters the architecture has for a family of problems.</summary>
    internal static long CountParameters(ProblemSettings settings, AmortizedConfig config)
    {
        int controls = StartCoordinates.Of(settings).Coordinates;
        (MlpObsEncoder encoder, IControlHead head) = Networks(settings, config, (int)settings.ObservedEntries, controls, []);
        return (long)encoder.ParameterCount + head.ParameterCount;
    }

    private static (MlpObsEncoder Encoder, IControlHead Head) Networks(
        ProblemSettings settings, AmortizedConfig config, int observed, int controls, ReadOnlySpan<double> factor)
    {
        if (!config.Head.IsOverControl)
        {
            throw new ArgumentException($"The head is {config.Head}; a posterior over the control takes "
                + $"{string.Join(" or ", HeadType.All.Where(head => head.IsOverControl))}.", nameof(config));
        }

        if (config.IsLocal)
        {
            Lattice lattice = (config.Head == HeadType.Control ? Lattice.Of(settings) : null) ?? throw new ArgumentException(
                "The architecture is local; expected head control, and a lattice of cells that are observed alike.", nameof(config));
            var local = new MlpObsEncoder(lattice, config.LatentSize, config.HiddenSize, config.Depth, config.Activation);
            GatherMap patches = lattice.FeaturePatches(config.LatentSize);
            return (local, new GaussianControlHead(controls, new LocalNetwork(patches, Mlp.Create(
                patches.Columns, lattice.MomentsPerCell, config.HiddenSize, config.Depth, config.Activation, local.ParameterCount), lattice.Moments()),
                Mixing(factor, controls)));
        }

        var encoder = new MlpObsEncoder(observed, config.LatentSize, config.HiddenSize, config.Depth, config.Activation);
        return (encoder, config.Head.CreateOverControl(
            encoder.Features, controls, config.HiddenSize, config.Depth, config.Activation, encoder.ParameterCount));
    }

    /// <summary>
    /// (E^-1 D)^T, D the diagonal of the linear estimate's standard deviations: departures in units of those, alike in all cells, to the
    /// whitened control, which has an order.
    /// </summary>
    private static float[] Mixing(ReadOnlySpan<double> factor, int n)
    {
        if (factor.IsEmpty)
            return [];
        var mixing = new float[n * n];
        var column = new double[n];
        for (int j = 0; j < n; j++)
        {
            ReadOnlySpan<double> row = factor.Slice(j * n, n);
            column.AsSpan().Clear();
            column[j] = Math.Sqrt(Reduction.Dot(row, row));
            Cholesky.SolveLower(factor, n, column, 1);
            for (int i = 0; i < n; i++)
                mixing[(j * n) + i] = (float)column[i];
        }

        return mixing;
    }

    /// <inheritdoc/>
    internal override double PriorLogProb(ReadOnlySpan<float> window, Climatology climatology)
    {
        int n = States;
        InitialDistribution coordinates = StartCoordinates.Of(Settings);
        double[] factor = Standardization.PriorCovariance.ToArray(), mean = Standardization.PriorMean.ToArray(), control = new double[n];
        coordinates.ToCoordinates(Array.ConvertAll(window[..Settings.StateDimension].ToArray(), x => (double)x), control);
        if (Settings.BurnInSteps == 0)
        {
            Gaussian exact = coordinates.OfCoordinates();
            (factor, mean) = (exact.Covariance.ToMatrix(), [.. exact.Mean]);
        }

        double[] departure = [.. control.Zip(mean, (u, m) => u - m)];
        Cholesky.TryFactor(factor, n);
        Cholesky.SolveLower(factor, n, departure, 1);
        return -((Reduction.Dot(departure, departure) + (n * Math.Log(Math.Tau))) / 2) - ControlStandardization.LogDeterminant(factor, n)
            - coordinates.LogDerivative(control);
    }

    /// <inheritdoc/>
    internal override IPairUnits CreateUnits() => new ControlUnits(Standardization);

    /// <inheritdoc/>
    internal override Variable NegativeLogDensity<T>(Tape<T> tape, Variable observations, Variable mask, Variable states) =>
        Head.NegativeLogDensity(tape, Encoder.Encode(tape, observations, mask), states);
}
