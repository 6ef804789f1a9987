using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Amortized.InitialState;
using Vardax.Managed.Methods.Amortized.NormalCoordinates;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>
/// The exact posterior of <see cref="LinearProblem"/>'s first state with standard deviations scaled, so that its whitened errors
/// have standard deviation 1 / scale; none where the first observation is above a limit.
/// </summary>
internal sealed class ScaledPosterior(double scale, double noneAbove = double.PositiveInfinity) : StatelessPosterior, IFirstStatePosterior
{
    private readonly FirstStatePosterior posterior = new(LinearProblem.Settings, null);

    public override string Name => "scaled";

    public bool TryWhiten(
        ObservedWindow problem, ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        (double[] mean, double c00, double c01, double c11) =
            LinearProblem.InitialPosterior(problem.Observations, problem.Mask);
        double l00 = Math.Sqrt(c00), l10 = c01 / l00, l11 = Math.Sqrt(c11 - (l10 * l10));
        Assert.True(posterior.Set(mean, [scale * l00, 0, scale * l10, scale * l11], problem.Mask));
        posterior.Whiten(firstState, coordinates);
        posterior.Features.CopyTo(features);
        return problem.Observations[0] <= noneAbove;
    }

    public override AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        throw new NotSupportedException();

    public override AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples) =>
        throw new NotSupportedException();

    public override AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs) =>
        throw new NotSupportedException();
}
