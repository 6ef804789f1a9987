using Vardax.Managed.Scores;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Scores;

public sealed class EnergyScoreTests
{
    [Fact]
    public void Three_points_of_a_right_triangle_by_hand()
    {
        // (0, 0), (3, 0), (0, 4) and the truth (0, 0): distances 0, 3, 4; sides 3, 4, 5 over 3 x 2.
        CloseAssert.Absolute((7 / 3.0) - (12 / 6.0), EnergyScore.Fair([0, 0, 3, 0, 0, 4], [0, 0]), 1e-15);
    }

    [Fact]
    public void In_one_dimension_it_is_the_crps()
    {
        float[] samples = Numbers.NormalSingle(4, 37), sorted = [.. samples.Order()];
        CloseAssert.Absolute(Crps.Fair(sorted, 0.3f), EnergyScore.Fair(samples, [0.3f]), 1e-13);
    }

    [Fact]
    public void Of_isotropic_gaussians_it_is_the_closed_form()
    {
        // In D dimensions E||X - X'|| = 2 Gamma((D + 1) / 2) / Gamma(D / 2), and at the mean E||X|| is that over sqrt(2); D = 3.
        const int trials = 4000, count = 8, size = 3;
        double pair = 4 / Math.Sqrt(Math.PI), expected = (pair / Math.Sqrt(2)) - (pair / 2);
        float[] draws = Numbers.NormalSingle(5, trials * count * size);
        double[] scores = [.. Enumerable.Range(0, trials).Select(
            i => EnergyScore.Fair(draws.AsSpan(i * count * size, count * size), new float[size]))];
        MeanEstimate mean = MeanEstimate.Of(scores);
        CloseAssert.Absolute(expected, mean.Value, 4 * mean.StandardError);
        Assert.True(mean.StandardError < 0.01, $"{mean.StandardError}");
    }

    [Fact]
    public void Bad_arguments_are_named()
    {
        Refuses.Argument("samples", () => EnergyScore.Fair(new float[5], new float[2]));
        Refuses.Argument("samples", () => EnergyScore.Fair(new float[2], new float[2]));
        Refuses.Argument("samples", () => EnergyScore.Fair(new float[2], []));
    }
}
