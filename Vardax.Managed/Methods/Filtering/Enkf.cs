using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// An ensemble Kalman filter: an update of mean and anomalies by what the members would see. After it the anomalies are multiplied by the
/// inflation and, if wanted, rotated at random (<see cref="FilterOptions.Inflation"/>, <see cref="FilterOptions.Rotate"/>). An ensemble that
/// has lost the truth does not find it again with a fixed inflation: if the innovation's chi square, in ten updates in a row, is one that a
/// consistent filter meets once in 1,000, the anomalies are doubled before the update until the observations are as expected, or within the
/// ensemble's spread (<see cref="FilterOptions.Recovers"/>).
/// </summary>
public abstract class Enkf : EnsembleFilter
{
    private const int LostAfter = 10, MostDoublings = 60;
    private const double Unlikely = 3.09;

    // How many updates in a row were unlikely.
    private readonly double[] mean, anomalies, unlikely = new double[1];
    private readonly AdaptiveInflation? adaptive;

    private protected Enkf(StateSpaceModel system, FilterOptions? options)
        : base(system, options)
    {
        (mean, anomalies) = (new double[system.StateDimension], new double[system.StateDimension * Members]);
        adaptive = Options.AdaptsInflation ? new AdaptiveInflation() : null;
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [Current.States, unlikely, .. adaptive?.Arrays ?? []];

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
        adaptive?.Apply(Prediction, anomalies);
        Innovation = Prediction.Factor(rows, ErrorStd);
        unlikely[0] = Innovation.ChiSquare > ChiSquareQuantile.Of(rows.Length, Unlikely) ? unlikely[0] + 1 : 0;
        if (unlikely[0] >= LostAfter && Options.Recovers)
            Recover(rows);
        Analyse(mean, anomalies, key);
        Finish(anomalies, key);
        Anomalies.Join(mean, anomalies, Current.States, Members);
    }

    private void Recover(ReadOnlySpan<int> rows)
    {
        Recoveries++;
        unlikely[0] = 0;
        for (int doublings = 0; Innovation.ChiSquare > rows.Length && !Prediction.Reaches && doublings < MostDoublings; doublings++)
        {
            Elementwise.Map(anomalies, anomalies, new VectorScale<double>(2));
            Prediction.Widen(2);
            Innovation = Prediction.Factor(rows, ErrorStd);
        }
    }
}
