using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.InitialState;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// Importance sampling from a posterior of the state at a window's start: draws x_i from the posterior's density q weigh
/// w_i = p(y | x_i) p(x_i) / q(x_i), p(y | x) with the instruments' own errors and p(x) the initial distribution, or the window's own background. The largest weights are
/// smoothed, and the shape k of their tail says whether the weighted results can be trusted (Vehtari, Simpson, Gelman, Yao and Gabry
/// 2024, "Pareto smoothed importance sampling", JMLR 25). If q is exact all weights are equal. If k is too large, the results come from
/// draws with heavier tails instead, a mixture of Student-t kernels about samples of the posterior. Without a burn-in alone is the density
/// of the start known. Holds its buffers: one instance serves one thread, and a certificate allocates nothing.
/// </summary>
public sealed class Certifier
{
    private const int Block = 256, Rounds = 3;

    private readonly ProblemSettings settings;
    private readonly StateParts parts;
    private readonly ParetoShape shape;
    private readonly int draws, dimension;
    private readonly double[] backgroundMean, backgroundRoot, probabilities, logWeights, densities, first, coordinates, weights, sorted;
    private readonly Action<int, Span<double>> draw;
    private readonly float[] windows, starts, ensemble, values, seen;
    private StudentKernels? kernels;
    private WindowTrajectory? trajectory;
    private double[] units = [];
    private RandomKey drawKey;
    private int offset;

    /// <summary>Makes room.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="draws">How many draws, at least 100.</param>
    /// <param name="probabilities">Of the quantiles, from 0 to 1; null for 0.05, 0.5 and 0.95.</param>
    /// <exception cref="ArgumentException">The start has no known density, or a number is out of range.</exception>
    public Certifier(ProblemSettings settings, int draws = 4000, IReadOnlyList<double>? probabilities = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 100);
        if (WhyNot(settings) is { } reason)
            throw new ArgumentException(reason, nameof(settings));
        this.probabilities = [.. probabilities ?? [0.05, 0.5, 0.95]];
        foreach (double p in this.probabilities)
            Guard.Setting(p is >= 0 and <= 1, nameof(probabilities), p, "between 0 and 1");
        (this.settings, this.draws, dimension, draw) = (settings, draws, settings.StateDimension, Draw);
        (parts, shape) = (StateParts.Of(settings.Model), new ParetoShape(draws));
        (logWeights, densities, weights, sorted) = (new double[draws], new double[Block], new double[draws], new double[draws]);
        (first, coordinates) = (new double[dimension], new double[settings.Initial.Coordinates]);
        (backgroundMean, backgroundRoot) = (new double[coordinates.Length], new double[coordinates.Length * coordinates.Length]);
        windows = new float[checked(Block * settings.WindowEntries)];
        (starts, ensemble, values) = (new float[draws * dimension], new float[draws * dimension], new float[draws]);
        seen = new float[settings.Observing.ValuesRoom(settings.WindowStates)];
    }

    /// <summary>Why windows of a family cannot have a certificate; null if they can.</summary>
    public static string? WhyNot(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.BurnInSteps > 0
            ? $"{settings.Model.Name} has a burn-in of {settings.BurnInSteps} steps before its windows, so the density of the prior at their "
                + "start is not known; expected no burn-in"
            : settings.Initial.Coordinates == 0 ? $"{settings.Model.Name} has no component that varies at the start" : null;
    }

    /// <summary>Certifies a posterior of a window.</summary>
    /// <param name="posterior">q, which is conditioned on the window.</param>
    /// <param name="window">The window.</param>
    /// <param name="key">The key of the draws.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems.</exception>
    public Certificate Certify(IInitialStatePosterior posterior, ObservedWindow window, RandomKey key)
    {
        Certificate result = CreateCertificate();
        Certify(posterior, window, key, result);
        return result;
    }

    /// <summary>Room for a result.</summary>
    public Certificate CreateCertificate() => new(settings, draws, probabilities);

    /// <summary>Certifies a posterior of a window.</summary>
    /// <param name="posterior">q, which is conditioned on the window.</param>
    /// <param name="window">The window.</param>
    /// <param name="key">The key of the draws.</param>
    /// <param name="result">Receives the result; made by <see cref="CreateCertificate"/>.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems, or its background is refused.</exception>
    public void Certify(IInitialStatePosterior posterior, ObservedWindow window, RandomKey key, Certificate result)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(result);
        settings.RequireWindow(window);
        window.Background?.ToCoordinates(settings.Initial, backgroundMean, backgroundRoot);
        AnalysisStatus status = posterior.Condition(window);
        Array.Fill(logWeights, double.NegativeInfinity);
        for (int from = 0; from < draws && status.IsUsable; from += Block)
            Weigh(posterior, window, key.Child((ulong)(from / Block)), from, Math.Min(Block, draws - from));
        result.PosteriorK = result.K = shape.Smooth(logWeights);
        // The keys of the blocks come first.
        if (status.IsUsable && !(result.K < result.LargestK))
            result.K = Widen(posterior, window, key.Child((ulong)draws), result);
        result.EffectiveSampleSize = ParetoShape.Normalize(logWeights);
        result.Posterior = status;
        Summarize(result);
    }

    /// <summary>
    /// Weighs draws with heavier tails in place of the posterior's: first about the posterior's samples, then about the weighted draws
    /// themselves, until their shape is trusted.
    /// </summary>
    /// <returns>The shape.</returns>
    private double Widen(IInitialStatePosterior posterior, ObservedWindow window, RandomKey key, Certificate result)
    {
        int n = coordinates.Length, entries = settings.WindowEntries;
        kernels ??= new StudentKernels(n);
        trajectory ??= new WindowTrajectory(settings, 0);
        if (units.Length == 0)
            units = new double[draws * n];
        for (int from = 0; from < draws; from += Block)
        {
            int count = Math.Min(Block, draws - from);
            posterior.Sample(key.Child(0).Child((ulong)from), windows.AsSpan(0, count * entries));
            for (int i = 0; i < count; i++)
            {
                for (int c = 0; c < dimension; c++)
                    first[c] = windows[(i * entries) + c];
                Span<double> unit = units.AsSpan((from + i) * n, n);
                settings.Initial.ToCoordinates(first, unit);
                weights[from + i] = double.IsFinite(Reduction.Dot(unit, unit)) ? 1 : 0;
            }
        }

        double k = result.K;
        for (int round = 1; round <= Rounds && !(k < result.LargestK); round++)
        {
            if (round > 1)
                ParetoShape.Temper(logWeights, draws / 4.0, weights);
            double sum = weights.Sum();
            Elementwise.Map(weights, weights, new VectorScale<double>(1 / sum));
            if (!kernels.Fit(units, weights))
                break;
            (offset, drawKey) = (0, key.Child((ulong)round));
            for (; offset < draws; offset += Block)
            {
                int count = Math.Min(Block, draws - offset);
                trajectory.CarryMany(count, draw, windows);
                for (int i = 0; i < count; i++)
                    logWeights[offset + i] = LogWeight(windows.AsSpan(i * entries, entries), window, offset + i, null);
            }

            k = shape.Smooth(logWeights);
        }

        return k;
    }

    /// <summary>A draw of the kernels.</summary>
    private void Draw(int i, Span<double> unit)
    {
        kernels!.Draw(offset + i, drawKey.Child((ulong)(offset + i)), unit);
        unit.CopyTo(units.AsSpan((offset + i) * unit.Length));
    }

    /// <summary>Log weight of a draw, whose first state is kept, over a density, or over the kernels'.</summary>
    private double LogWeight(ReadOnlySpan<float> drawn, ObservedWindow window, int at, double? logDensity)
    {
        for (int c = 0; c < dimension; c++)
            (starts[(c * draws) + at], first[c]) = (drawn[c], drawn[c]);
        if (logDensity is null)
        {
            settings.Initial.ToCoordinates(first, coordinates);
            logDensity = kernels!.LogDensity(coordinates) - settings.Initial.LogDerivative(coordinates);
        }

        double log = (window.Background is null ? settings.Initial.LogDensity(first, coordinates) : LogBackground())
            + LogLikelihood(drawn, window) - logDensity.Value;
        return double.IsFinite(log) ? log : double.NegativeInfinity;
    }

    /// <summary>The log weights of a block of draws.</summary>
    private void Weigh(IInitialStatePosterior posterior, ObservedWindow window, RandomKey key, int from, int count)
    {
        int entries = settings.WindowEntries;
        Span<float> block = windows.AsSpan(0, count * entries);
        // One draw that diverges is one weight of 0, whatever the status of all says.
        posterior.Propose(key, block);
        posterior.LogProb(block, densities.AsSpan(0, count));
        for (int i = 0; i < count; i++)
            logWeights[from + i] = LogWeight(block.Slice(i * entries, entries), window, from + i, densities[i]);
    }

    /// <summary>The log density of a first state under the window's background.</summary>
    private double LogBackground()
    {
        int n = coordinates.Length;
        settings.Initial.ToCoordinates(first, coordinates);
        double log = -settings.Initial.LogDerivative(coordinates);
        for (int i = 0; i < n; i++)
        {
            coordinates[i] -= backgroundMean[i];
            log -= Math.Log(backgroundRoot[i * (n + 1)]);
        }

        Cholesky.SolveLower(backgroundRoot, n, coordinates, 1);
        return log - (Reduction.Dot(coordinates, coordinates) / 2) - (n * Math.Log(Math.Tau) / 2);
    }

    private double LogLikelihood(ReadOnlySpan<float> drawn, ObservedWindow window)
    {
        IReadOnlyList<Instrument> instruments = settings.Observing.Instruments;
        ReadOnlySpan<float> predicted = settings.Observing.Values(drawn, seen);
        double sum = 0;
        for (int e = 0; e < predicted.Length; e++)
        {
            if (window.Mask[e] != 0)
                sum += instruments[e % instruments.Count].Error.LogDensity((double)window.Observations[e] - predicted[e]);
        }

        return sum;
    }

    /// <summary>Runs the draws over the window once more, and takes the weighted results of every state.</summary>
    private void Summarize(Certificate result)
    {
        int components = parts.Components.Count, unknowns = parts.Unknowns.Count;
        double unbiased = Math.Sqrt(result.EffectiveSampleSize / Math.Max(1, result.EffectiveSampleSize - 1));
        starts.CopyTo(ensemble, 0);
        for (int t = 0; t < settings.WindowStates; t++)
        {
            if (t > 0)
                settings.Model.SinglePrecision.IntegrateEnsemble(ensemble, draws, (float)settings.Dt, 1);
            for (int c = 0; c < components; c++)
                Summarize(c, unbiased, result.Mean, result.StandardDeviation, result.Quantiles, (t * components) + c);
            for (int u = 0; u < unknowns && t == 0; u++)
                Summarize(components + u, unbiased, result.UnknownMean, result.UnknownStandardDeviation, result.UnknownQuantiles, u);
        }
    }

    private void Summarize(int component, double unbiased, float[] mean, float[] std, float[] quantiles, int at)
    {
        int kept = 0;
        for (int i = 0; i < draws; i++)
        {
            if (logWeights[i] > 0)
                (values[kept], weights[kept++]) = (ensemble[(component * draws) + i], logWeights[i]);
        }

        Span<float> alive = values.AsSpan(0, kept);
        (double m, double variance) = kept == 0 ? (double.NaN, double.NaN) : Reduction.WeightedMoments(weights.AsSpan(0, kept), alive);
        (mean[at], std[at]) = ((float)m, (float)(unbiased * Math.Sqrt(variance)));
        weights.AsSpan(0, kept).CopyTo(sorted);
        alive.Sort(sorted.AsSpan(0, kept));
        for (int q = 0; q < probabilities.Length; q++)
            quantiles[(q * mean.Length) + at] = kept == 0 ? float.NaN : (float)WeightedStatistics.Quantile(alive, sorted, probabilities[q]);
    }
}
