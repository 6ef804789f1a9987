using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// A forecast with its uncertainty: posterior samples, each run on by the model from its last state. Mean, standard deviation and
/// quantiles are over the samples, for each step and component. One serves one thread; a forecast allocates nothing.
/// </summary>
public sealed class EnsembleForecast
{
    private readonly ExclusiveUse guard = new("forecast");
    private readonly IPropagator<float> model;
    private readonly float[] ensemble, column;
    private readonly float dt;
    private readonly int entries, dimension;

    /// <summary>Makes room.</summary>
    /// <param name="settings">The family of problems: its model and time step.</param>
    /// <param name="samples">Samples of a window, at least 1.</param>
    /// <exception cref="ArgumentException">The settings are invalid, or there are no samples.</exception>
    public EnsembleForecast(ProblemSettings settings, int samples)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        (model, dt, entries, dimension) =
            (settings.Model.SinglePrecision, (float)settings.Dt, settings.WindowEntries, settings.StateDimension);
        (ensemble, column) = (new float[checked(samples * dimension)], new float[samples]);
    }

    /// <summary>Runs the samples on, <c>mean.Length / StateDimension</c> steps; the state at the window's end is not repeated.</summary>
    /// <param name="samples">Windows from <see cref="IPosterior.Sample"/>: samples x WindowEntries values, row-major.</param>
    /// <param name="mean">Receives the mean: steps x components, row-major.</param>
    /// <param name="standardDeviation">Receives the standard deviation (divided by the number of samples), as long as the mean.</param>
    /// <param name="probabilities">Probabilities of the quantiles, from 0 to 1; empty for none.</param>
    /// <param name="quantiles">Receives steps x components values for each probability, one probability after the other.</param>
    /// <returns>Ok, or not usable with the first step at which a sample is not finite.</returns>
    /// <exception cref="ArgumentException">A length does not fit, or a probability is outside [0, 1].</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same forecast.</exception>
    public AnalysisStatus Run(
        ReadOnlySpan<float> samples, Span<float> mean, Span<float> standardDeviation, ReadOnlySpan<double> probabilities = default,
        Span<float> quantiles = default)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        int count = column.Length, steps = mean.Length / dimension, finite = steps;
        Guard.Matrix(samples.Length, count, entries, nameof(samples));
        Guard.Matrix(mean.Length, steps, dimension, nameof(mean));
        Guard.Length(mean.Length, standardDeviation.Length, nameof(standardDeviation));
        if (!probabilities.IsEmpty)
            Guard.Matrix(quantiles.Length, probabilities.Length, mean.Length, nameof(quantiles));
        for (int i = 0; i < count; i++)
        {
            for (int c = 0; c < dimension; c++)
                ensemble[(c * count) + i] = samples[((i + 1) * entries) - dimension + c];
        }

        for (int t = 0; t < steps; t++)
        {
            model.IntegrateEnsemble(ensemble, count, dt, 1);
            for (int c = 0; c < dimension; c++)
            {
                int at = (t * dimension) + c;
                ensemble.AsSpan(c * count, count).CopyTo(column);
                SampleStatistics.MeanAndStd(column, mean.Slice(at, 1), standardDeviation.Slice(at, 1));
                if (!float.IsFinite(mean[at]))
                    finite = Math.Min(finite, t);
                SampleStatistics.Quantiles(column, probabilities, quantiles, at, mean.Length);
            }
        }

        return finite == steps
            ? AnalysisStatus.Ok
            : AnalysisStatus.Unusable(AnalysisCode.Diverged, $"a sample is not finite {finite + 1} steps after the window");
    }
}
