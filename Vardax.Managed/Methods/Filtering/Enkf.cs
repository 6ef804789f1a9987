using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// An ensemble Kalman filter: an update of mean and anomalies by what the members would see. After it the anomalies are multiplied by the
/// inflation and, if wanted, rotated at random (<see cref="FilterOptions.Inflation"/>, <see cref="FilterOptions.Rotate"/>).
/// </summary>
public abstract class Enkf : EnsembleFilter
{
    private readonly double[] mean, anomalies;

    private protected Enkf(StateSpaceModel system, FilterOptions? options)
        : base(system, options)
    {
        (mean, anomalies) = (new double[system.StateDimension], new double[system.StateDimension * Members]);
    }

    /// <summary>The update by <see cref="EnsembleFilter.Prediction"/>.</summary>
    /// <param name="mean">n values.</param>
    /// <param name="anomalies">n x N.</param>
    /// <param name="key">The key of the update's draws.</param>
    private protected abstract void Analyse(Span<double> mean, Span<double> anomalies, RandomKey key);

    /// <inheritdoc/>
    private protected sealed override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        Anomalies.Split(Current.States, mean, anomalies, Members);
        See(Current.States, y, rows, ErrorStd);
        Prediction.Multiply();
        Widen(rows, anomalies);
        Analyse(mean, anomalies, key);
        Finish(anomalies, key);
        Anomalies.Join(mean, anomalies, Current.States, Members);
    }
}
