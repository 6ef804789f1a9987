namespace Vardax.Managed.Systems;

/// <summary>One value that is observed of a state. Compared by value.</summary>
public sealed record Instrument
{
    /// <summary>From its parts.</summary>
    /// <param name="name">The name, not empty.</param>
    /// <param name="error">The distribution of the errors.</param>
    /// <param name="steps">The steps of the window at which the instrument sees.</param>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public Instrument(string name, ErrorDistribution error, ObservationSteps steps)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(steps);
        (Name, Error, Steps) = (name, error, steps);
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The distribution of the errors.</summary>
    public ErrorDistribution Error { get; }

    /// <summary>The steps of the window at which the instrument sees.</summary>
    public ObservationSteps Steps { get; }
}
