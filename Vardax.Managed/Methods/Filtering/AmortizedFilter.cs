using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// A trained network alone, in a cycle: after each update mean and covariance of draws from the network's posterior of its window, which ends at
/// the present. What was observed before the window is forgotten. Between updates, as long as the window is not full, and if more is missing
/// than in training: <see cref="ExtendedKalmanFilter"/>, whose innovation is given too.
/// </summary>
public sealed class AmortizedFilter : ExtendedKalmanFilter
{
    private readonly GuessHistory history;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings, with <see cref="FilterOptions.Guess"/>.</param>
    /// <exception cref="ArgumentException">The network is trained for another system.</exception>
    public AmortizedFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options) => history = new GuessHistory(Options.Guess, system);

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [.. base.Arrays, .. history.Arrays];

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
        base.Propagate(dt, count, errors);
        history.Forecast(dt, count);
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        base.Analyse(y, rows, key);
        history.Update(y, rows);
        history.TryMoments(Center, Spread);
    }
}
