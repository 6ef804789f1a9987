namespace Vardax.Managed.Optimization;

/// <summary>
/// The one-cycle policy (Smith and Topin 2018) with cosine legs: from peak / <paramref name="InitialDivisor"/> up to the peak over
/// a share of the steps, then down to the initial rate / <paramref name="FinalDivisor"/>.
/// </summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="RiseShare">Share of the steps spent rising.</param>
/// <param name="InitialDivisor">Peak over the initial rate.</param>
/// <param name="FinalDivisor">Initial over the final rate.</param>
public sealed record OneCycleSchedule(
    double Peak, double RiseShare = 0.3, double InitialDivisor = 25, double FinalDivisor = 1e4) : ILearningRateSchedule
{
    /// <inheritdoc/>
    public double Rate(int step, int totalSteps)
    {
        double initial = Peak / InitialDivisor, last = initial / FinalDivisor;
        double top = Math.Max(1, (RiseShare * totalSteps) - 1), end = Math.Max(top + 1, totalSteps - 1);
        return step <= top
            ? Cosine(initial, Peak, step / top)
            : Cosine(Peak, last, Math.Min(1, (step - top) / (end - top)));
    }

    private static double Cosine(double from, double to, double share) =>
        to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);
}
