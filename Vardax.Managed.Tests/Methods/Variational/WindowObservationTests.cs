using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Gaussians;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

public sealed class WindowObservationTests
{
    [Fact]
    public void Those_of_a_problem_are_its_mask_its_values_and_its_noise()
    {
        ProblemSettings settings = (Presets.Attractor() with { WindowSteps = 7, TotalSteps = 7 }).Seen(0.25, 3, components: [0, 2]);
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        IReadOnlyList<WindowObservation> observations = WindowObservation.Of(problem);
        Assert.Equal([0, 3, 6], observations.Select(o => o.Step));
        foreach (WindowObservation o in observations)
        {
            Assert.Equal([problem.Observations[o.Step * 3], problem.Observations[(o.Step * 3) + 2]], o.Values);
            Assert.Equal([0, 2], Assert.IsType<SelectionOperator>(o.Operator).Components.ToArray());
            Assert.Equal([0.0625, 0, 0, 0.0625], o.Errors.ToMatrix());
        }
    }

    [Fact]
    public void An_irregular_mask_is_followed()
    {
        ProblemSettings settings = Presets.Attractor() with { WindowSteps = 2, TotalSteps = 2 };
        AssimilationProblem problem = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(1));
        float[] values = [0, 5, 0, 0, 0, 0, 1, 2, 3], mask = [0, 1, 0, 0, 0, 0, 1, 1, 1];
        IReadOnlyList<WindowObservation> observations =
            WindowObservation.Of(new AssimilationProblem(settings, problem.Truth, values, mask));
        Assert.Equal([0, 2], observations.Select(o => o.Step));
        Assert.Equal([5], observations[0].Values);
        Assert.Equal([1, 2, 3], observations[1].Values);
    }

    [Fact]
    public void Bad_arguments_are_named_with_what_was_found()
    {
        SelectionOperator h = SelectionOperator.Identity(2);
        DiagonalCovariance r = DiagonalCovariance.Isotropic(2, 1);
        CovarianceChecks.Refused("step", "-1", () => new WindowObservation(-1, [1, 2], h, r));
        CovarianceChecks.Refused("values", "", () => new WindowObservation(0, null!, h, r));
        CovarianceChecks.Refused("observationOperator", "", () => new WindowObservation(0, [1, 2], null!, r));
        CovarianceChecks.Refused("errors", "", () => new WindowObservation(0, [1, 2], h, null!));
        CovarianceChecks.Refused("values", "Expected 2 entries, found 1", () => new WindowObservation(0, [1], h, r));
        CovarianceChecks.Refused("values", "Value 1 at step 4 is NaN", () => new WindowObservation(4, [1, double.NaN], h, r));
        CovarianceChecks.Refused(
            "errors", "Expected 2 entries, found 3",
            () => new WindowObservation(0, [1, 2], h, DiagonalCovariance.Isotropic(3, 1)));
        CovarianceChecks.Refused(
            "errors", "rank 1 in 2", () => new WindowObservation(0, [1, 2], h, new LowRankCovariance(2, 1, [1, 1])));
        CovarianceChecks.Refused("problem", "", () => WindowObservation.Of(null!));
    }
}
