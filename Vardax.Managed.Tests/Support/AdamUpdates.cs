using Vardax.Managed.Optimization;

namespace Vardax.Managed.Tests.Support;

internal static class AdamUpdates
{
    /// <summary>Makes one update of all parameters at once.</summary>
    public static void Update(this Adam adam, Span<float> parameters, ReadOnlySpan<float> gradient, double rate, double scale = 1)
    {
        adam.Begin(rate, scale);
        adam.UpdateRange(parameters, gradient, 0, parameters.Length);
    }
}
