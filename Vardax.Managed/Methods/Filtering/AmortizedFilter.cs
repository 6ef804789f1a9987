using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
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
    private const int Draws = 256;

    private readonly GuessHistory history;
    private readonly float[] samples;
    private readonly double[] departure;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings, with <see cref="FilterOptions.Guess"/>.</param>
    /// <exception cref="ArgumentException">The network is trained for another system.</exception>
    public AmortizedFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        history = new GuessHistory(Options.Guess, system);
        (samples, departure) = (new float[Draws * (history.Steps + 1) * system.StateDimension], new double[system.StateDimension]);
    }

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
        if (history.Window() is { } window && history.Posterior.Condition(window).IsUsable && history.Posterior.Sample(key, samples).IsUsable)
            Moments();
    }

    /// <summary>Of the last states of the samples.</summary>
    private void Moments()
    {
        int n = Center.Length, entries = samples.Length / Draws;
        Center.AsSpan().Clear();
        Spread.AsSpan().Clear();
        for (int i = 0; i < Draws; i++)
        {
            for (int c = 0; c < n; c++)
                Center[c] += samples[(i * entries) + entries - n + c] / (double)Draws;
        }

        for (int i = 0; i < Draws; i++)
        {
            for (int c = 0; c < n; c++)
                departure[c] = samples[(i * entries) + entries - n + c] - Center[c];
            for (int c = 0; c < n; c++)
                Elementwise.Map(departure, Spread.AsSpan(c * n, n), Spread.AsSpan(c * n, n), new VectorAddScaled<double>(departure[c] / (Draws - 1)));
        }
    }
}
