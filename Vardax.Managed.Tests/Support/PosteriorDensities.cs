using Vardax.Managed.Assimilation;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

internal static class PosteriorDensities
{
    /// <summary>Conditions a posterior on a window and asks for densities: <see cref="IPosterior.LogProb"/>.</summary>
    public static AnalysisStatus LogProb(this IPosterior posterior, ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        AnalysisStatus status = posterior.Condition(problem);
        return status.Worse(posterior.LogProb(windows, logProbs));
    }
}
