using Vardax.Managed.Guards;

namespace Vardax.Managed.Systems;

/// <summary>
/// What an analysis may look at: noisy, sparse observations of one window. The arrays are live: fill them anew and analyse again,
/// and a stream of windows needs one instance alone.
/// </summary>
public class ObservedWindow
{
    /// <summary>Assembles a window from its parts.</summary>
    /// <param name="settings">The family of problems that it is of.</param>
    /// <param name="observations">
    /// One value per state and instrument in working units, (time, instrument) row-major; not looked at where not observed.
    /// </param>
    /// <param name="mask">1 where observed, 0 elsewhere, as long as the observations.</param>
    /// <exception cref="ArgumentException">A size is not the settings'.</exception>
    public ObservedWindow(ProblemSettings settings, float[] observations, float[] mask)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(observations);
        ArgumentNullException.ThrowIfNull(mask);
        settings.Validate();
        Guard.Length(settings.ObservationEntries, observations.Length, nameof(observations));
        Guard.Length(settings.ObservationEntries, mask.Length, nameof(mask));
        (Settings, Observations, Mask) = (settings, observations, mask);
    }

    /// <summary>The family of problems that the window is of.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>The observations of the window in working units, (time, instrument) row-major, 0 where not observed.</summary>
    public float[] Observations { get; }

    /// <summary>1 where observed, 0 elsewhere.</summary>
    public float[] Mask { get; }

    /// <summary>
    /// What is known of this window's first state beforehand, in place of the prior that a model was trained for; null for that prior. The
    /// polish takes it. The network's own answer does not know of it, and its status says so.
    /// </summary>
    /// <exception cref="ArgumentException">It is of a state of another size.</exception>
    public WindowBackground? Background
    {
        get;
        set
        {
            if (value is not null)
                Guard.Length(Settings.StateDimension, value.Mean.Length, nameof(Background));
            field = value;
        }
    }
}
