using Vardax.Managed.Assimilation;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// q(x | y): a diagonal Gaussian over the window's states given its observations, computed by a network in one forward pass.
/// log q(x | y) = -1/2 sum over the entries of (x - mu)^2 e^{-s} + s + log 2 pi, with mean mu and log variance s.
/// Windows are row-major (time, component); batches stack them. Reading (everything but training) is safe from many threads,
/// each with its own <see cref="PosteriorWorkspace"/>. It knows the masks it was trained with, and no others.
/// </summary>
public sealed class WindowDensity : ConditionalDensity
{
    private WindowDensity(IObsEncoder encoder, RegressionHead head, Standardization standardization, Memory<float> parameters)
        : base(parameters, [.. encoder.Views(), .. head.Views()]) =>
        (Encoder, Head, Standardization) = (encoder, head, standardization);

    /// <summary>Observations to features.</summary>
    internal IObsEncoder Encoder { get; }

    /// <summary>Features to mean and log variance.</summary>
    internal RegressionHead Head { get; }

    /// <summary>Between physical units and the network's.</summary>
    internal Standardization Standardization { get; }

    /// <summary>Entries of a window.</summary>
    public int Entries => Standardization.Entries;

    /// <inheritdoc/>
    public override int Observations => Standardization.Observations;

    /// <inheritdoc/>
    public override int States => Entries;

    /// <inheritdoc/>
    internal override double LogScale => Standardization.LogScale;

    /// <inheritdoc/>
    internal override int StandardizeScratchPerRow => Standardization.ScratchPerRow;

    /// <inheritdoc/>
    internal override double PriorLogProb(ReadOnlySpan<float> window, Climatology climatology) =>
        -Entries * GaussianScore.MeanNll(climatology.Mean, climatology.StandardDeviation, window);

    /// <inheritdoc/>
    internal override IPairUnits CreateUnits() => new WindowUnits(Standardization);

    /// <summary>
    /// Creates an untrained posterior with an <see cref="MlpObsEncoder"/>: (k_encoder, k_head) = split(key).
    /// </summary>
    /// <param name="config">The architecture.</param>
    /// <param name="standardization">Units; its size is the window's.</param>
    /// <param name="key">What the weights are drawn from.</param>
    /// <param name="zeroOutputs">Whether the head's last layers start at zero: training then starts from where
    /// <paramref name="standardization"/> puts a network that says nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size in <paramref name="config"/> is below 1, or the depth below 0.</exception>
    internal static WindowDensity Create(
        AmortizedConfig config, Standardization standardization, RandomKey key, bool zeroOutputs = false)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(standardization);
        return Create(CreateEncoder(config, standardization), config, standardization, key, zeroOutputs);
    }

    /// <summary>Creates an untrained posterior with the given encoder.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size in <paramref name="config"/> is below 1, or the depth below 0.</exception>
    internal static WindowDensity Create(
        IObsEncoder encoder, AmortizedConfig config, Standardization standardization, RandomKey key, bool zeroOutputs = false)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(standardization);
        if (encoder.Entries != standardization.Observations)
        {
            throw new ArgumentException(
                $"Expected an encoder of {standardization.Observations} entries, found {encoder.Entries}.", nameof(encoder));
        }

        WindowDensity posterior = Lay(encoder, config, standardization);
        (RandomKey encoderKey, RandomKey headKey) = key.Split();
        encoder.Initialize(encoderKey, posterior.MutableParameters);
        posterior.Head.Initialize(headKey, posterior.MutableParameters, zeroOutputs);
        return posterior;
    }

    /// <summary>Lays out a posterior with an <see cref="MlpObsEncoder"/>, its parameters zero.</summary>
    /// <exception cref="ArgumentException">It does not have as many parameters as expected.</exception>
    internal static WindowDensity Lay(AmortizedConfig config, Standardization standardization, long? parameters = null) =>
        Lay(CreateEncoder(config, standardization), config, standardization, parameters);

    /// <summary>How many parameters the architecture has with an <see cref="MlpObsEncoder"/> and so many observations and entries.</summary>
    internal static long CountParameters(AmortizedConfig config, int observations, int entries)
    {
        var encoder = new MlpObsEncoder(observations, config.LatentSize, config.HiddenSize, config.Depth, config.Activation);
        return (long)encoder.ParameterCount + new RegressionHead(
            encoder.Features, entries, config.HiddenSize, config.Depth, config.Activation, encoder.ParameterCount).ParameterCount;
    }

    private static MlpObsEncoder CreateEncoder(AmortizedConfig config, Standardization standardization) =>
        new(standardization.Observations, config.LatentSize, config.HiddenSize, config.Depth, config.Activation);

    private static WindowDensity Lay(
        IObsEncoder encoder, AmortizedConfig config, Standardization standardization, long? parameters = null)
    {
        var head = new RegressionHead(encoder.Features, standardization.Entries, config.HiddenSize, config.Depth,
            config.Activation, encoder.ParameterCount);
        return new WindowDensity(
            encoder, head, standardization, Room(encoder.ParameterCount, head.ParameterCount, parameters));
    }

    /// <summary>Buffers for batches of up to <paramref name="capacity"/> windows.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is below 1.</exception>
    internal PosteriorWorkspace CreateWorkspace(int capacity = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        int scratch = Math.Max(Standardization.ScratchPerRow, Math.Max(Encoder.ScratchPerRow, Head.ScratchPerRow));
        return new PosteriorWorkspace(capacity, Observations, Entries, Encoder.Features, scratch, Standardization.Linear?.CreateCompletion());
    }

    /// <inheritdoc/>
    internal override Variable NegativeLogDensity<T>(Tape<T> tape, Variable observations, Variable mask, Variable states)
    {
        ArgumentNullException.ThrowIfNull(tape);
        (Variable mean, Variable logVariance) = Head.Apply(tape, Encoder.Encode(tape, observations, mask));
        return tape.GaussianNll(mean, logVariance, states);
    }

    /// <summary>Predictive mean and standard deviation of every entry, without allocating.</summary>
    /// <param name="observations">rows x <see cref="Observations"/>, 0 where not observed.</param>
    /// <param name="mask">rows x <see cref="Observations"/>, 1 where observed, 0 elsewhere.</param>
    /// <param name="mean">Receives rows x entries.</param>
    /// <param name="standardDeviation">Receives rows x entries.</param>
    /// <param name="workspace">From <see cref="CreateWorkspace"/>.</param>
    /// <exception cref="ArgumentException">A length is not a whole number of windows, or they differ, or exceed the workspace.</exception>
    internal void Predict(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> mean, Span<float> standardDeviation,
        PosteriorWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        using ExclusiveUse.Scope use = workspace.Guard.Enter();
        int size = Run(observations, mask, workspace);
        Guard.Length(size, mean.Length, nameof(mean));
        Guard.Length(size, standardDeviation.Length, nameof(standardDeviation));
        workspace.Mean.AsSpan(0, size).CopyTo(mean);
        Elementwise.Map(workspace.LogVariance.AsSpan(0, size), standardDeviation, default(VectorExpHalf));
    }

    /// <summary>log q(states | observations) of each row, in physical units, into <paramref name="logDensities"/>.</summary>
    /// <exception cref="ArgumentException">As <see cref="Predict"/>.</exception>
    internal void LogProb(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, ReadOnlySpan<float> states, Span<double> logDensities,
        PosteriorWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        using ExclusiveUse.Scope use = workspace.Guard.Enter();
        int size = Run(observations, mask, workspace);
        Guard.Length(size, states.Length, nameof(states));
        Guard.Length(size / Entries, logDensities.Length, nameof(logDensities));
        for (int row = 0; row < logDensities.Length; row++)
        {
            Range entries = (row * Entries)..((row + 1) * Entries);
            logDensities[row] = LogProb(workspace.Mean.AsSpan(entries), workspace.LogVariance.AsSpan(entries), states[entries]);
        }
    }

    /// <summary>log q of one window, given mean and log variance.</summary>
    internal static double LogProb(ReadOnlySpan<float> mean, ReadOnlySpan<float> logVariance, ReadOnlySpan<float> states)
    {
        double sum = 0;
        for (int i = 0; i < states.Length; i++)
        {
            double residual = (double)states[i] - mean[i];
            sum += (residual * residual * Math.Exp(-logVariance[i])) + logVariance[i] + Math.Log(Math.Tau);
        }

        return -sum / 2;
    }

    /// <summary>
    /// Draws samples: row i from key i of a split of <paramref name="key"/>, sample = mu + e^{s/2} normal(key_i, (count, entries)).
    /// </summary>
    /// <param name="observations">rows x <see cref="Observations"/>.</param>
    /// <param name="mask">rows x <see cref="Observations"/>.</param>
    /// <param name="key">The draw's key.</param>
    /// <param name="samples">Receives rows x count x entries; its length sets the count.</param>
    /// <param name="workspace">From <see cref="CreateWorkspace"/>.</param>
    /// <exception cref="ArgumentException">As <see cref="Predict"/>.</exception>
    internal void Sample(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, RandomKey key, Span<float> samples, PosteriorWorkspace workspace)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        using ExclusiveUse.Scope use = workspace.Guard.Enter();
        int size = Run(observations, mask, workspace);
        if (samples.Length % size != 0)
        {
            throw new ArgumentException(
                $"Expected a whole number of samples of {size} values, found {samples.Length}.", nameof(samples));
        }

        Span<float> std = workspace.LogVariance.AsSpan(0, size);
        Elementwise.Map(std, std, default(VectorExpHalf));
        int rows = size / Entries, perRow = samples.Length / rows;
        for (int row = 0; row < rows; row++)
        {
            Range entries = (row * Entries)..((row + 1) * Entries);
            Draw(key.Child((ulong)row), workspace.Mean.AsSpan(entries), std[entries], samples.Slice(row * perRow, perRow));
        }
    }

    /// <summary>Samples of one window, given mean and standard deviation.</summary>
    internal static void Draw(RandomKey key, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation, Span<float> samples)
    {
        RandomDraws.Normal(key, samples);
        for (int start = 0; start < samples.Length; start += mean.Length)
        {
            Span<float> draw = samples.Slice(start, mean.Length);
            Elementwise.Map(standardDeviation, draw, mean, draw, default(VectorMultiplyAdd<float>));
        }
    }

    /// <summary>The forward pass: leaves mean and log variance, in physical units, in the workspace; returns their length.</summary>
    private int Run(ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, PosteriorWorkspace workspace)
    {
        int seen = observations.Length, rows = seen / Observations, size = rows * Entries;
        Guard.Matrix(seen, rows, Observations, nameof(observations));
        Guard.Length(seen, mask.Length, nameof(mask));
        if (rows > workspace.Capacity)
        {
            throw new ArgumentException(
                $"Expected room for {rows} windows, found {workspace.Capacity}.", nameof(workspace));
        }

        Span<float> inputs = workspace.Observations.AsSpan(0, seen), features = workspace.Features.AsSpan(0, rows * Encoder.Features);
        Span<float> mean = workspace.Mean.AsSpan(0, size), logVariance = workspace.LogVariance.AsSpan(0, size);
        Standardization.StandardizeObservations(observations, mask, inputs);
        Encoder.Encode(MutableParameters, inputs, mask, rows, features, workspace.Scratch);
        Head.Predict(MutableParameters, features, rows, mean, logVariance, workspace.Scratch);
        Standardization.Restore(observations, mask, mean, logVariance, workspace.Scratch, workspace.Completion);
        return size;
    }
}
