namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// Priority sampling of weighted draws that stream by (Duffield, Lund and Thorup, "Priority sampling for estimation of arbitrary
/// subset sums", J. ACM 54, 2007): draw i has priority w_i / u_i with u_i uniform on (0, 1); the k largest are kept with weights
/// max(w_i, tau), tau the next priority (0 where there is none), whose sum over any subset has the expectation of its own.
/// Only numbers of draws are held, not the windows.
/// </summary>
internal sealed class PrioritySample(int samples)
{
    private readonly PriorityQueue<(int Draw, float LogWeight), double> queue = new();

    /// <summary>Log priority that a draw must exceed to be kept.</summary>
    public double Threshold { get; private set; } = double.NegativeInfinity;

    /// <summary>Offers a draw.</summary>
    public void Offer(int draw, float logWeight, double logPriority)
    {
        if (logPriority <= Threshold)
            return;
        queue.Enqueue((draw, logWeight), logPriority);
        if (queue.Count > samples + 1)
            queue.Dequeue();
        if (queue.Count > samples && queue.TryPeek(out _, out double smallest))
            Threshold = smallest;
    }

    /// <summary>
    /// The sample of all the draws that were offered to any of the parts, in the order of the draws; the weights sum to 1.
    /// </summary>
    public static (int[] Draws, float[] Weights) Combine(IEnumerable<PrioritySample> parts, int samples)
    {
        ((int Draw, float LogWeight) Element, double LogPriority)[] best =
        [
            .. parts.SelectMany(part => part.queue.UnorderedItems)
                .OrderByDescending(item => item.Priority).ThenBy(item => item.Element.Draw).Take(samples + 1),
        ];
        if (best.Length == 0)
            return ([], []);
        double threshold = best.Length > samples ? best[samples].LogPriority : double.NegativeInfinity;
        (int Draw, double LogWeight)[] kept =
        [
            .. best.Take(samples).Select(item => (item.Element.Draw, Math.Max(item.Element.LogWeight, threshold)))
                .OrderBy(item => item.Draw),
        ];
        double largest = kept.Max(item => item.LogWeight);
        double[] weights = [.. kept.Select(item => Math.Exp(item.LogWeight - largest))];
        double sum = weights.Sum();
        return ([.. kept.Select(item => item.Draw)], [.. weights.Select(w => (float)(w / sum))]);
    }
}
