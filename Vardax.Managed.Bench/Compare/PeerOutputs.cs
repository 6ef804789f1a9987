namespace Vardax.Managed.Bench.Compare;

/// <summary>What a training and an analysis gave, to be compared before any clock starts.</summary>
/// <param name="Losses">Losses of the first training steps.</param>
/// <param name="Mean">Predicted mean of the test problem, by the initial weights.</param>
/// <param name="Std">Predicted standard deviation of the test problem, by the initial weights.</param>
internal sealed record PeerOutputs(double[] Losses, float[] Mean, float[] Std)
{
    /// <summary>Largest relative difference of a loss.</summary>
    public double LossDifference(PeerOutputs other) =>
        Losses.Zip(other.Losses, (a, b) => Math.Abs(a - b) / Math.Abs(a)).Max();

    /// <summary>Largest difference of an analysed value, relative to the largest value.</summary>
    public double AnalysisDifference(PeerOutputs other) =>
        Math.Max(Agreement.Difference(Mean, other.Mean), Agreement.Difference(Std, other.Std));
}
