using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>Assembles the full trajectory of an analysis: its window, then the free forecast from the window's last state.</summary>
public static class FullTrajectory
{
    /// <summary>From the state at the window's start (strong constraint): the free forecast over all steps.</summary>
    /// <exception cref="ArgumentException">The state has not the model's dimension.</exception>
    public static Trajectory FromState(ProblemSettings settings, ReadOnlySpan<float> state)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return FreeForecast.Run(settings.Model, state, settings.Dt, settings.TotalSteps);
    }

    /// <summary>From the states of the window, kept as they are.</summary>
    /// <exception cref="ArgumentException">The window has not WindowStates states.</exception>
    public static Trajectory FromWindow(ProblemSettings settings, ReadOnlySpan<float> window)
    {
        ArgumentNullException.ThrowIfNull(settings);
        Guard.Length(settings.WindowEntries, window.Length, nameof(window));
        int dimension = settings.StateDimension;
        var values = new float[(settings.TotalSteps + 1) * dimension];
        window.CopyTo(values);
        Forecast(settings, values);
        return new Trajectory(settings.Grid, dimension, values);
    }

    /// <summary>
    /// From the state at the window's start and one model-error increment per window step (weak constraint):
    /// x_{k+1} = M(x_k) + eta_k in the window, then the free forecast.
    /// </summary>
    /// <param name="settings">The problem's settings.</param>
    /// <param name="state">x_0.</param>
    /// <param name="increments">eta_0 ... eta_{WindowSteps - 1}, row-major.</param>
    /// <exception cref="ArgumentException">A length does not fit the settings.</exception>
    public static Trajectory FromIncrements(ProblemSettings settings, ReadOnlySpan<float> state, ReadOnlySpan<float> increments)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int dimension = settings.StateDimension;
        Guard.Length(dimension, state.Length, nameof(state));
        Guard.Length(settings.WindowSteps * dimension, increments.Length, nameof(increments));
        var values = new float[(settings.TotalSteps + 1) * dimension];
        state.CopyTo(values);
        for (int at = dimension; at < settings.WindowEntries; at += dimension)
        {
            Span<float> next = values.AsSpan(at, dimension);
            settings.Model.SinglePrecision.Integrate(values.AsSpan(at - dimension, dimension), (float)settings.Dt, next);
            for (int c = 0; c < dimension; c++)
                next[c] += increments[at - dimension + c];
        }

        Forecast(settings, values);
        return new Trajectory(settings.Grid, dimension, values);
    }

    /// <summary>Fills what follows the window in a full trajectory's values.</summary>
    internal static void Forecast(ProblemSettings settings, Span<float> values)
    {
        int dimension = settings.StateDimension, window = settings.WindowEntries;
        settings.Model.SinglePrecision.Integrate(
            values.Slice(window - dimension, dimension), (float)settings.Dt, values[window..]);
    }
}
