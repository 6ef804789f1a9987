using System.Runtime.CompilerServices;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// The best linear estimate under the simulated prior: x_b + K (y - v_b) with K = B_xv (B_vv + R)^-1, where x_b and v_b are the means of
/// simulated windows x and of their observed values v = g(x), and B_xv and B_vv their covariances (ensemble optimal interpolation:
/// Evensen 2003, section 4.4); with v = H x these are B H^T and H B H^T. The values are those that the window's mask has. Exact where
/// prior and operator are Gaussian and linear, as the reference preset nearly is; elsewhere the best that a straight line can do.
/// </summary>
public sealed class LinearEstimator : IAnalysis, IMeanJacobian
{
    private const int BlockSize = 256;

    private readonly int[] observed;
    private readonly float[] gain;
    private readonly double[] precision;
    private readonly Climatology climatology, values;

    /// <summary>From its parts.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit.</exception>
    internal LinearEstimator(
        Climatology climatology, Climatology values, int[] observed, float[] gain, double[] precision, float[] standardDeviation)
    {
        Guard.Matrix(gain.Length, observed.Length, climatology.Mean.Length, nameof(gain));
        Guard.Length(climatology.Mean.Length, standardDeviation.Length, nameof(standardDeviation));
        Guard.Matrix(precision.Length, observed.Length, observed.Length, nameof(precision));
        (this.climatology, this.values, this.observed) = (climatology, values, observed);
        (this.gain, this.precision) = (gain, precision);
        StandardDeviation = standardDeviation;
    }

    /// <inheritdoc/>
    public string Name => "linear";

    /// <summary>The estimate where nothing is observed: the prior mean.</summary>
    public float[] Mean => climatology.Mean;

    /// <summary>sqrt of the diagonal of B - K B_vx: the standard error of each entry, with nothing missing.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>The simulated prior that the estimate starts from.</summary>
    internal Climatology Climatology => climatology;

    /// <summary>The marginals of the observed values, one for each state and instrument: the climatology's if the whole state is seen.</summary>
    internal Climatology Values => values;

    /// <summary>Entries of a window.</summary>
    public int Entries => Mean.Length;

    /// <summary>Entries of a window's observations.</summary>
    public int ObservationEntries => values.Mean.Length;

    /// <summary>Number of observed entries.</summary>
    public int ObservedEntries => observed.Length;

    /// <summary>Indices of the observed entries, ascending.</summary>
    internal ReadOnlySpan<int> Observed => observed;

    /// <summary>K transposed, observed entries x window entries, row-major.</summary>
    public ReadOnlySpan<float> Gain => gain;

    /// <summary>(B_vv + R)^-1, observed entries x observed entries.</summary>
    internal ReadOnlySpan<double> Precision => precision;

    /// <summary>What fills in missing observations: one for each thread.</summary>
    internal ObservationCompletion CreateCompletion() => new(precision, observed.Length, 1);

    /// <summary>Estimates B from the truths of <paramref name="count"/> simulated problems of a stream, and forms K.</summary>
    /// <exception cref="ArgumentException">The count is below 2, or the climatology is of another window.</exception>
    public static LinearEstimator Estimate(
        ProblemGenerator generator, Climatology climatology, RandomKey stream, int count, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentNullException.ThrowIfNull(climatology);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        int entries = generator.Settings.WindowEntries;
        Guard.Length(entries, climatology.Mean.Length, nameof(climatology));
        int[] observed = [.. Enumerable.Range(0, generator.Mask.Length).Where(i => generator.Mask[i] != 0)];
        Climatology values = generator.Settings.Observing.SeesWholeState
            ? climatology
            : Climatology.EstimateValues(generator, stream, count, cancellation);
        (double[] covariance, double[] ofValues) = Covariances(generator, climatology, values, stream, count, observed, cancellation);

        // B comes from single-precision states: R is not let below their rounding.
        int p = observed.Length;
        var innovation = new double[p * p];
        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
                innovation[(i * p) + j] = ofValues[(i * p) + j];
            double error = generator.Settings.Observing.Std(observed[i]), spread = values.StandardDeviation[observed[i]];
            innovation[(i * p) + i] += Math.Max(error * error, 1e-6 * spread * spread);
        }

        var update = new LinearGain(innovation, p, covariance);
        var std = new float[entries];
        for (int e = 0; e < entries; e++)
        {
            double variance = Math.Pow(climatology.StandardDeviation[e], 2);
            for (int i = 0; i < p; i++)
                variance -= update.Transposed[(i * entries) + e] * covariance[(i * entries) + e];
            // Rounding may not bring a standard error below what single precision resolves of the prior's.
            std[e] = (float)Math.Max(Math.Sqrt(Math.Max(variance, 0)), 1e-4 * climatology.StandardDeviation[e]);
        }

        return new LinearEstimator(climatology, values, observed, [.. update.Transposed.Select(k => (float)k)], update.Precision, std);
    }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(ObservationEntries, problem.Observations.Length, nameof(problem));
        int entries = Entries;
        Guard.Length(entries, mean.Length, nameof(mean));
        Guard.Length(entries, standardDeviation.Length, nameof(standardDeviation));
        var completion = new ObservationCompletion(precision, observed.Length, entries);
        // What receives the deviations is scratch until then: the estimator serves many threads, and a stack may be small.
        Predict(problem.Observations, problem.Mask, mean, observed.Length <= entries ? standardDeviation : new float[observed.Length], completion);
        StandardDeviation.CopyTo(standardDeviation);
        if (completion.Missing > 0)
        {
            ReadOnlySpan<double> spread = completion.Spread(Array.ConvertAll(gain, k => (double)k), entries);
            for (int i = 0; i < spread.Length; i++)
            {
                float std = standardDeviation[i % entries];
                standardDeviation[i % entries] = (float)Math.Sqrt(((double)std * std) + (spread[i] * spread[i]));
            }
        }

        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <inheritdoc/>
    public AnalysisStatus MeanTangent(
        ObservedWindow problem, ReadOnlySpan<float> observationDirection, Span<double> meanDirection)
    {
        ArgumentNullException.ThrowIfNull(problem);
        Guard.Length(ObservationEntries, problem.Mask.Length, nameof(problem));
        Guard.Length(ObservationEntries, observationDirection.Length, nameof(observationDirection));
        Guard.Length(Entries, meanDirection.Length, nameof(meanDirection));
        meanDirection.Clear();
        int p = observed.Length;
        var changes = new double[p];
        for (int i = 0; i < p; i++)
            changes[i] = (double)problem.Mask[observed[i]] * observationDirection[observed[i]];
        CreateCompletion().Complete([.. observed.Select(e => problem.Mask[e])], changes);
        for (int i = 0; i < p; i++)
        {
            for (int e = 0; e < meanDirection.Length; e++)
                meanDirection[e] += gain[(i * Entries) + e] * changes[i];
        }

        return AnalysisStatus.Ok;
    }

    /// <summary>The estimates of a batch of windows, from the observations that the masks have.</summary>
    /// <param name="observations">rows x <see cref="ObservationEntries"/>.</param>
    /// <param name="mask">rows x <see cref="ObservationEntries"/>.</param>
    /// <param name="estimates">Receives rows x entries.</param>
    /// <param name="scratch">At least rows x <see cref="ObservedEntries"/>.</param>
    /// <param name="completion">From <see cref="CreateCompletion"/>.</param>
    [MethodImpl(Simd.Hot)]
    internal void Predict(
        ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<float> estimates, Span<float> scratch,
        ObservationCompletion completion)
    {
        int rows = observations.Length / ObservationEntries, p = observed.Length;
        Span<float> departures = scratch[..(rows * p)];
        for (int row = 0, at = 0; row < rows; row++, at += p)
        {
            Span<float> departure = departures.Slice(at, p);
            bool isWhole = true;
            for (int k = 0; k < p; k++)
            {
                int i = (row * ObservationEntries) + observed[k];
                isWhole &= mask[i] != 0;
                departure[k] = mask[i] != 0 ? mask[i] * (observations[i] - values.Mean[observed[k]]) : float.NaN;
            }

            if (!isWhole)
                completion.Complete(departure);
        }

        MatMul.Multiply(rows, Entries, p, departures, p, 1, gain, estimates, Mean, default(VectorIdentity<float>));
    }

    /// <summary>B_vx and B_vv: the covariances of the observed values with all entries of the window and with each other.</summary>
    private static (double[] WithWindow, double[] OfValues) Covariances(
        ProblemGenerator generator, Climatology climatology, Climatology values, RandomKey stream, int count, int[] observed,
        CancellationToken cancellation)
    {
        int entries = climatology.Mean.Length, p = observed.Length;
        bool seesWhole = ReferenceEquals(climatology, values);
        float[] selected = new float[BlockSize * p], product = new float[p * Math.Max(entries, p)];
        double[] covariance = new double[p * entries], ofValues = new double[p * p];
        int diverged = 0;
        foreach (WindowBlock block in new ProblemSweep(generator, stream, count) { Cancellation = cancellation }.Truths(BlockSize))
        {
            for (int row = 0; row < block.Rows; row++)
            {
                Span<float> departure = block.Truth(row), chosen = selected.AsSpan(row * p, p);
                ReadOnlySpan<float> seen = block.Values(row);
                for (int i = 0; i < p; i++)
                    chosen[i] = seen[observed[i]] - values.Mean[observed[i]];
                if (!block.IsFinite(row) || !double.IsFinite(Reduction.SumOfSquares(chosen)))
                {
                    departure.Clear();
                    chosen.Clear();
                    diverged++;
                    continue;
                }

                Elementwise.Map(departure, climatology.Mean, departure, default(VectorSubtract<float>));
            }

            MatMul.Multiply(p, entries, block.Rows, selected, 1, p, block.Truths, product, default, default(VectorIdentity<float>));
            for (int i = 0; i < covariance.Length; i++)
                covariance[i] += product[i] / (double)count;
            if (seesWhole)
                continue;
            MatMul.Multiply(p, p, block.Rows, selected, 1, p, selected, product, default, default(VectorIdentity<float>));
            for (int i = 0; i < ofValues.Length; i++)
                ofValues[i] += product[i] / (double)count;
        }

        double share = (count - diverged) / (double)count;
        for (int i = 0; i < covariance.Length; i++)
            covariance[i] /= share;
        for (int i = 0; i < ofValues.Length; i++)
            ofValues[i] /= share;
        for (int i = 0; seesWhole && i < ofValues.Length; i++)
            ofValues[i] = covariance[(i / p * entries) + observed[i % p]];
        return (covariance, ofValues);
    }
}
