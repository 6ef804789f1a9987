namespace Vardax.Managed.Optimization;

/// <summary>How a minimisation ended.</summary>
public enum MinimizationStatus
{
    /// <summary>The gradient is as small as asked for, or as rounding lets it be.</summary>
    Converged,

    /// <summary>The iterations were used up.</summary>
    IterationLimit,

    /// <summary>No step along the last direction lowers the cost enough.</summary>
    LineSearchFailed,

    /// <summary>The cost or its gradient is not finite at the starting point.</summary>
    NonFinite,
}
