using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

/// <summary>A posterior that works each answer out from the window anew.</summary>
internal abstract class StatelessPosterior : IPosterior
{
    private ObservedWindow? window;

    public abstract string Name { get; }

    public AnalysisStatus Condition(ObservedWindow problem)
    {
        window = problem;
        return AnalysisStatus.Ok;
    }

    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation) => Analyze(window!, mean, standardDeviation);

    public AnalysisStatus Sample(RandomKey key, Span<float> samples) => Sample(window!, key, samples);

    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs) => LogProb(window!, windows, logProbs);

    public abstract AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation);

    public abstract AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples);

    public abstract AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs);
}
