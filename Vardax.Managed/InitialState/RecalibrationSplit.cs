namespace Vardax.Managed.InitialState;

/// <summary>One inner node of the tree of a <see cref="CoordinateRecalibration"/>.</summary>
/// <param name="Feature">Which of the 4 n features decides: how far the window moves for one standard deviation of each coordinate;
/// how far the state lies out along each coordinate; the state; how many values of each component are observed.</param>
/// <param name="Threshold">Up to here it goes on below.</param>
/// <param name="Below">The next split, or ~i for class i.</param>
/// <param name="Above">The same beyond the threshold.</param>
public readonly record struct RecalibrationSplit(int Feature, double Threshold, int Below, int Above);
