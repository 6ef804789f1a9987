using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// A trained network's guess, polished, in a cycle: <see cref="StrongFourDVarFilter"/> whose descents start from the background's mean and from
/// the center that the network gives for its own window, which ends at the present and may reach back further than the last update; the model
/// carries that center to the last update. The lower minimum counts, and importance sampling about it gives the mean. The covariance stays the
/// tangents': that of the draws, as a Gaussian, is too wide across a bend (sakov2012: 0.32). The background is the forecast of an earlier
/// posterior, so the network adds no information of its own: what it knows is the right valley of the cost. If the background does not explain
/// the observations, chi-square 8 standard deviations above its mean, the filter has lost the truth: mean and covariance are then the network's
/// own (<see cref="FilterOptions.Recovers"/>). The guess is left out as long as its window is not full, and if the window of 4DVar starts before
/// its own. Anchor, ours: Lorenz-63, additive variance 0.001, sakov2012: 0.30.
/// </summary>
public sealed class PolishedFilter : StrongFourDVarFilter
{
    // As in the polish of one window, in standard deviations of chi-square.
    private const double LargestMisfit = 8;

    private readonly GuessHistory history;
    private readonly LaplaceMean mean;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings, with <see cref="FilterOptions.Guess"/>.</param>
    /// <exception cref="ArgumentException">The network is trained for another system; or there is model error, and the window spans more than one update.</exception>
    public PolishedFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options) =>
        (history, mean) = (new GuessHistory(Options.Guess, system), new LaplaceMean(system));

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
        history.Update(y, rows);
        base.Analyse(y, rows, key);
    }

    /// <inheritdoc/>
    private protected override bool TryGuess(Span<double> state, int steps)
    {
        if (steps > history.Steps || !history.TryCenter(state))
            return false;
        System.Model.DoublePrecision.IntegrateEnsemble(state, 1, System.Dt, history.Steps - steps);
        return true;
    }

    /// <inheritdoc/>
    private protected override bool Refine(ReadOnlySpan<double> minimum, ReadOnlySpan<double> factor, double misfit)
    {
        int count = Window.Observations;
        bool isLost = Options.Recovers && misfit > count + (LargestMisfit * Math.Sqrt(2 * count)) && history.TryMoments(Center, Spread);
        if (isLost)
            Recoveries++;
        else
            mean.Refine(Window, minimum, factor, Center);
        return isLost;
    }
}
