namespace Vardax.Managed.InitialState;

/// <summary>One normal of a mixture.</summary>
/// <param name="Weight">w, from 0 to 1.</param>
/// <param name="Mean">m.</param>
/// <param name="StandardDeviation">s, positive.</param>
public readonly record struct NormalComponent(double Weight, double Mean, double StandardDeviation);
