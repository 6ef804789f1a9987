using Vardax.Managed.Assimilation;
using Vardax.Managed.InitialState;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

/// <summary>A guess that is one state, and nothing else.</summary>
internal sealed class PointGuess(params double[] center) : IInitialStatePosterior
{
    public string Name => "point";

    public void Center(Span<double> state) => center.CopyTo(state);

    public AnalysisStatus Condition(ObservedWindow problem) => AnalysisStatus.Ok;

    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) => AnalysisStatus.Ok;

    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation) => AnalysisStatus.Ok;

    public AnalysisStatus Sample(RandomKey key, Span<float> samples) => AnalysisStatus.Ok;

    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs) => AnalysisStatus.Ok;

    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates) => false;
}
