namespace Vardax.Managed.Experiments;

/// <summary>What the classical analyses know before the observations.</summary>
public enum BackgroundKind
{
    /// <summary>Mean and covariance of simulated windows, and of the state some steps before them.</summary>
    Climatological,

    /// <summary>The published experiment's: mean 0 and PriorStd^2 I.</summary>
    Published,
}
