using Vardax.Managed.Assimilation;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>A window with more outliers than Student's errors expect.</summary>
public sealed class HeavyTailTests
{
    private const double Scale = 0.3;

    // Of 50 values, one in four is off by ten scales, with a misfit 10 standard deviations above its mean; or one in two, 24 above.
    [Theory]
    [InlineData(4, true)]
    [InlineData(2, false)]
    public void The_polish_answers_as_long_as_most_values_agree(int every, bool isPolished)
    {
        var model = new MatrixModel(2, [0.8, -0.6, 0.6, 0.8]);
        var error = new StudentError(Scale, 4);
        var settings = new ProblemSettings
        {
            Model = model, Initial = InitialDistribution.Normal([1, -1], 2), BurnInSteps = 0, WindowSteps = 24, TotalSteps = 24,
            Observing = new ObservingSystem([new("u", error, new RegularSteps(1)), new("v", error, new RegularSteps(1))], SelectionOperator.Identity(2)),
        };
        double[] x = [2, 0.5];
        float[] truth = new float[settings.WindowEntries], y = new float[truth.Length], mask = new float[truth.Length];
        for (int e = 0; e < truth.Length; e += 2, x = PlainMatrix.Multiply([0.8, -0.6, 0.6, 0.8], x, 2, 2, 1))
            (truth[e], truth[e + 1], mask[e], mask[e + 1]) = ((float)x[0], (float)x[1], 1, 1);
        double[] signs = Numbers.Normal(5, truth.Length);
        for (int e = 0; e < truth.Length; e++)
            y[e] = truth[e] + (float)(e % every == 1 ? Math.CopySign(10 * Scale, signs[e]) : 0);
        var polished = new PolishedAnalysis(new PointGuess(1.5, 1), settings, new PolishBackground(settings.Initial.OfCoordinates(), 0));
        float[] mean = new float[truth.Length], std = new float[truth.Length];
        AnalysisStatus status = polished.Analyze(new ObservedWindow(settings, y, mask), mean, std);
        Assert.Equal(isPolished, status.Code != AnalysisCode.NotPolished);
        for (int e = 0; e < truth.Length && isPolished; e++)
            Assert.InRange(mean[e] - truth[e], -2 * std[e], 2 * std[e]);
        Assert.True(!isPolished || std[0] < 0.15, $"{std[0]}");
    }
}
