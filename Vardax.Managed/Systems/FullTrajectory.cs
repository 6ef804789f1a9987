using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>Assembles the full trajectory of an analysis: its window, then the free forecast from the window's last state.</summary>
public static class FullTrajectory
{
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

    /// <summary>Fills what follows the window in a full trajectory's values.</summary>
    internal static void Forecast(ProblemSettings settings, Span<float> values)
    {
        int dimension = settings.StateDimension, window = settings.WindowEntries;
        settings.Model.SinglePrecision.Integrate(
            values.Slice(window - dimension, dimension), (float)settings.Dt, values[window..]);
    }
}
