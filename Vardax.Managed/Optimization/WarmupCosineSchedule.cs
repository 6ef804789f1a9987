namespace Vardax.Managed.Optimization;

/// <summary>
/// Linear warm-up to the peak over a share of the steps, then half a cosine down to a share of the peak
/// (Loshchilov and Hutter 2017, without restarts).
/// </summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="WarmupShare">Share of the steps that warm up, in [0, 1].</param>
/// <param name="FinalShare">The last rate as a share of the peak.</param>
public sealed record WarmupCosineSchedule(double Peak, double WarmupShare = 0.1, double FinalShare = 0) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Rate(int step, int totalSteps)
    {
        double warmup = WarmupShare * totalSteps;
        if (step + 1 < warmup)
            return Peak * (step + 1) / warmup;
        double progress = Math.Min(1, (step + 1 - warmup) / Math.Max(1, totalSteps - warmup));
        return Peak * (FinalShare + ((1 - FinalShare) * (1 + Math.Cos(Math.PI * progress)) / 2));
    }
}
