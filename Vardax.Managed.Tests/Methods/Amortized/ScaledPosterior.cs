using Vardax.Managed.Assimilation;
using Vardax.Managed.InitialState;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>
/// The exact posterior of <see cref="LinearProblem"/>'s first state with standard deviations scaled, so that its whitened errors
/// have standard deviation 1 / scale; none where the first observation is above a limit.
/// </summary>
internal sealed class ScaledPosterior(double scale, double noneAbove = double.PositiveInfinity) : IInitialStatePosterior
{
    private readonly CarriedPosterior posterior = new(LinearProblem.Settings, null);

    public string Name => "scaled";

    public AnalysisStatus Condition(ObservedWindow problem)
    {
        (double[] mean, double c00, double c01, double c11) =
            LinearProblem.InitialPosterior(problem.Observations, problem.Mask);
        double l00 = Math.Sqrt(c00), l10 = c01 / l00, l11 = Math.Sqrt(c11 - (l10 * l10));
        var map = new AffineMap(2);
        Assert.True(map.Set(mean, [scale * l00, 0, scale * l10, scale * l11]));
        posterior.Set(map, problem.Mask);
        return problem.Observations[0] <= noneAbove ? posterior.Status : AnalysisStatus.Unusable(AnalysisCode.NotFinite, "none");
    }

    public bool TryWhiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        posterior.Whiten(firstState, coordinates);
        posterior.Features.CopyTo(features);
        return true;
    }

    public void Center(Span<double> state) => throw new NotSupportedException();

    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        throw new NotSupportedException();

    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation) => throw new NotSupportedException();

    public AnalysisStatus Sample(RandomKey key, Span<float> samples) => posterior.Sample(key, samples.Length / posterior.Entries, samples);

    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs) => posterior.LogProb(windows, logProbs);
}
