namespace Vardax.Managed.Systems;

/// <summary>The steps of a window at which an instrument sees. Compared by value.</summary>
public abstract record ObservationSteps
{
    private protected ObservationSteps()
    {
    }

    /// <summary>No step.</summary>
    public static ObservationSteps Never { get; } = new ListedSteps();

    /// <summary>Whether a step is among them.</summary>
    public abstract bool Includes(int step);

    /// <summary>How many of the first so many steps are among them.</summary>
    internal abstract long Count(int states);

    /// <summary>The same, so many steps later.</summary>
    internal abstract ObservationSteps Later(int steps);
}
