using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.Networks;

/// <summary>
/// Between physical units and the network's, for a posterior over the control: the state some steps before the window, in its free
/// coordinates (<see cref="InitialDistribution"/>). Observations enter as (y - m) / s; the control leaves as l(y) + E u, where l is its best linear estimate from the observations
/// and E the Cholesky factor of the estimate's error covariance, with nothing missing. All statistics are of simulated windows.
/// </summary>
internal sealed class ControlStandardization
{
    private readonly int[] observed;
    private readonly float[] observationMean, inverseObservationScale;
    private readonly double[] mean, covariance, gain, factor, precision;

    private ControlStandardization(int[] observed, int controls, double[] moments, double[] joint, double[] noise)
    {
        this.observed = observed;
        (Controls, int p) = (controls, observed.Length);
        int n = controls, size = n + p;
        mean = moments[..n];
        covariance = new double[n * n];
        double[] innovation = new double[p * p], cross = new double[p * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                covariance[(i * n) + j] = joint[(i * size) + j];
        }

        for (int i = 0; i < p; i++)
        {
            for (int j = 0; j < p; j++)
                innovation[(i * p) + j] = joint[((n + i) * size) + n + j] + (i == j ? noise[i] * noise[i] : 0);
            for (int j = 0; j < n; j++)
                cross[(i * n) + j] = joint[((n + i) * size) + j];
        }

        observationMean = [.. moments[n..].Select(m => (float)m)];
        inverseObservationScale = [.. Enumerable.Range(0, p).Select(i => (float)(1 / Math.Sqrt(innovation[(i * p) + i])))];

        // The error covariance is B - B H^T K^T.
        var update = new LinearGain(innovation, p, cross);
        (precision, gain) = (update.Precision, update.Transposed);
        factor = [.. covariance];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                for (int k = 0; k < p; k++)
                    factor[(i * n) + j] -= cross[(k * n) + i] * gain[(k * n) + j];
            }

            // Single-precision simulations resolve no more of the prior than this.
            factor[(i * n) + i] += 1e-8 * covariance[(i * n) + i];
        }

        if (!Cholesky.TryLower(factor, n))
            throw new ArgumentException("The simulated prior of the control has no spread in some direction, or diverges.");
        LogScale = LogDeterminant(factor, n);
    }

    /// <summary>From its parts, as another instance has them.</summary>
    /// <exception cref="ArgumentException">The sizes do not fit, or a number is out of range.</exception>
    internal ControlStandardization(
        int[] observed, float[] observationMean, float[] inverseObservationScale, double[] mean, double[] covariance, double[] gain,
        double[] factor, double[] precision)
    {
        (Controls, int n, int p) = (mean.Length, mean.Length, observed.Length);
        Guard.Length(p, observationMean.Length, nameof(observationMean));
        Guard.Length(p, inverseObservationScale.Length, nameof(inverseObservationScale));
        Guard.Matrix(covariance.Length, n, n, nameof(covariance));
        Guard.Matrix(gain.Length, p, n, nameof(gain));
        Guard.Matrix(factor.Length, n, n, nameof(factor));
        Guard.Matrix(precision.Length, p, p, nameof(precision));
        if (!Cholesky.TryFactor([.. precision], p))
            throw new ArgumentException("Expected a positive definite precision.", nameof(precision));
        LogScale = LogDeterminant(factor, n);
        if (!double.IsFinite(LogScale))
            throw new ArgumentException("Expected a positive diagonal.", nameof(factor));
        if (!Cholesky.TryFactor([.. covariance], n))
            throw new ArgumentException("Expected a positive definite covariance.", nameof(covariance));
        (this.observed, this.observationMean, this.inverseObservationScale) = (observed, observationMean, inverseObservationScale);
        (this.mean, this.covariance, this.gain, this.factor, this.precision) = (mean, covariance, gain, factor, precision);
    }

    /// <summary>Coordinates of the control: n.</summary>
    public int Controls { get; }

    /// <summary>Indices of the observed entries among those of the observations of the window with its lead-in.</summary>
    public ReadOnlySpan<int> Observed => observed;

    /// <summary>Sum of the logs of E's diagonal: how much larger a negative log density is in physical units.</summary>
    public double LogScale { get; }

    /// <summary>Mean of the control over simulated windows: the background of the variational cost.</summary>
    public ReadOnlySpan<double> PriorMean => mean;

    /// <summary>Covariance of the control over simulated windows, n x n.</summary>
    public ReadOnlySpan<double> PriorCovariance => covariance;

    /// <summary>m, at the observed entries.</summary>
    internal ReadOnlySpan<float> ObservationMean => observationMean;

    /// <summary>1 / s, at the observed entries.</summary>
    internal ReadOnlySpan<float> InverseObservationScale => inverseObservationScale;

    /// <summary>K transposed, observed entries x n.</summary>
    internal ReadOnlySpan<double> Gain => gain;

    /// <summary>E, n x n, lower triangular.</summary>
    internal ReadOnlySpan<double> Factor => factor;

    /// <summary>(H B H^T + R)^-1, observed entries x observed entries.</summary>
    internal ReadOnlySpan<double> Precision => precision;

    /// <summary>What fills in missing observations: one for each thread.</summary>
    internal ObservationCompletion CreateCompletion() => new(precision, observed.Length, Controls);

    /// <summary>Estimates the statistics from the first <paramref name="count"/> windows of a stream.</summary>
    /// <param name="generator">Of windows with their lead-in; the control is their first state.</param>
    /// <param name="stream">The key of the simulated problems.</param>
    /// <param name="count">Number of windows, at least 2.</param>
    /// <param name="cancellation">Ends the simulation.</param>
    /// <exception cref="ArgumentException">The simulated prior diverges or has no spread, or the count is below 2.</exception>
    public static ControlStandardization Estimate(
        ProblemGenerator generator, RandomKey stream, int count = 16_384, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(generator);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ProblemSettings settings = generator.Settings;
        InitialDistribution coordinates = StartCoordinates.Of(settings);
        int n = coordinates.Coordinates;
        int[] observed = [.. Enumerable.Range(0, generator.Mask.Length).Where(i => generator.Mask[i] != 0)];
        var state = new double[settings.StateDimension];
        (double[] moments, double[] joint) = SimulatedMoments.Estimate(generator, stream, count, n + observed.Length, (block, row, values) =>
        {
            for (int c = 0; c < state.Length; c++)
                state[c] = block.Truth(row)[c];
            coordinates.ToCoordinates(state, values);
            ReadOnlySpan<float> seen = block.Values(row);
            for (int i = 0; i < observed.Length; i++)
                values[n + i] = seen[observed[i]];
        }, cancellation);
        return new ControlStandardization(observed, n, moments, joint, [.. observed.Select(settings.Observing.Std)]);
    }

    /// <summary>
    /// Departures y - m of one row, and the inputs (y - m) / s of the network; 0 where the mask leaves an observation out. The inputs
    /// may be the observations.
    /// </summary>
    internal void Depart(ReadOnlySpan<float> observations, ReadOnlySpan<float> mask, Span<double> departures, Span<float> inputs)
    {
        for (int i = 0; i < observed.Length; i++)
        {
            departures[i] = mask[i] == 0 ? 0 : mask[i] * ((double)observations[i] - observationMean[i]);
            inputs[i] = mask[i] == 0 ? 0 : mask[i] * (observations[i] - observationMean[i]) * inverseObservationScale[i];
        }
    }

    /// <summary>The inputs of the observations that the mask leaves out, from their departures.</summary>
    internal void Standardize(ReadOnlySpan<float> mask, ReadOnlySpan<double> departures, Span<float> inputs)
    {
        for (int i = 0; i < observed.Length; i++)
        {
            if (mask[i] == 0)
                inputs[i] = (float)departures[i] * inverseObservationScale[i];
        }
    }

    /// <summary>l(y) of the departures of one row.</summary>
    internal void Estimate(ReadOnlySpan<double> departures, Span<double> estimate)
    {
        mean.CopyTo(estimate);
        for (int k = 0; k < departures.Length; k++)
        {
            for (int i = 0; i < Controls; i++)
                estimate[i] += gain[(k * Controls) + i] * departures[k];
        }
    }

    /// <summary>Sum of the logs of a triangular matrix's diagonal.</summary>
    internal static double LogDeterminant(ReadOnlySpan<double> lower, int n)
    {
        double log = 0;
        for (int i = 0; i < n; i++)
            log += Math.Log(lower[(i * n) + i]);
        return log;
    }
}
