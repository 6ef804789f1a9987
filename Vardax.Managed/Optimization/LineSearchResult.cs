namespace Vardax.Managed.Optimization;

/// <summary>Where a line search ended.</summary>
/// <param name="Step">The step along the direction; without success the best one seen, 0 where none lowers the function.</param>
/// <param name="Value">f at that step.</param>
/// <param name="Success">Whether the step satisfies the conditions.</param>
public readonly record struct LineSearchResult(double Step, double Value, bool Success);
