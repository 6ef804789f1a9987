using Vardax.Managed.Assimilation;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Assimilation;

/// <summary>Answers the same to every problem, and counts how often it is asked.</summary>
internal sealed class FixedAnalysis(float[] mean, float[] std, AnalysisStatus status) : IAnalysis
{
    public string Name => "fixed";

    public int Calls { get; private set; }

    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> meanOut, Span<float> standardDeviation)
    {
        Calls++;
        mean.CopyTo(meanOut);
        std.CopyTo(standardDeviation);
        return status;
    }
}
