using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>One question to a posterior about one window.</summary>
public static class Posteriors
{
    /// <summary>Conditions a posterior on a window and draws from it: <see cref="IPosterior.Sample"/>.</summary>
    public static AnalysisStatus Sample(this IPosterior posterior, ObservedWindow problem, RandomKey key, Span<float> samples)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        AnalysisStatus status = posterior.Condition(problem);
        return status.Worse(posterior.Sample(key, samples));
    }
}
