using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class MeanRatioTests
{
    [Fact]
    public void The_ratio_of_two_means_by_hand()
    {
        // Means 2 and 4; (a - b / 2) / 4 is -1/8, 1/4, -1/8: variance 3/64, error sqrt(3 / 64 / 3).
        MeanEstimate ratio = MeanRatio.Of([1, 3, 2], [3, 4, 5]);
        CloseAssert.Absolute(0.5, ratio.Value, 1e-15);
        CloseAssert.Absolute(1 / 8.0, ratio.StandardError, 1e-15);
    }

    [Fact]
    public void A_fixed_proportion_has_no_error() =>
        CloseAssert.Absolute(0, MeanRatio.Of([2, 4, 8], [1, 2, 4]).StandardError, 1e-15);

    [Fact]
    public void Lengths_must_meet() => Refuses.Argument("denominators", () => MeanRatio.Of([1, 2], [1]));
}
