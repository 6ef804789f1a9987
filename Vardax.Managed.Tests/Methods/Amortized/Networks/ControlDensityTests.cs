using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Amortized.Networks;

public sealed class ControlDensityTests
{
    private const int Lead = 2;
    private static readonly RandomKey Stream = RandomKey.FromSeed(5);
    private static readonly ProblemSettings Windows = SmallPosterior.Settings;
    private static readonly ProblemGenerator Generator = new(Windows);
    private static readonly ControlStandardization Units = ControlStandardization.Estimate(Generator, Stream, 1000);

    [Theory]
    [InlineData("control", 1e-3)]
    [InlineData("flow", 0.02)]
    public void Training_starts_at_the_best_linear_estimate_and_its_error(string headType, double tolerance)
    {
        const int batch = 64;
        ControlDensity posterior = Create(HeadType.Find(headType)!);
        var data = new ControlTrainingData(new SimulatedTrainingData(Generator, Stream), Windows, Units.Observed);
        float[] mask = [.. Enumerable.Repeat(1f, posterior.Observations)];
        var step = new AmortizedTrainingStep(posterior, data, Recipes.Robust with { BatchSize = batch });
        double loss = step.Run(0, 0.01).Loss;

        float[] y = new float[batch * mask.Length], x = new float[batch * 3];
        data.Fill(0, batch, 0, batch, y, new float[y.Length], x, new float[data.ScratchSize(batch)]);
        double expected = 0;
        var units = new ControlUnits(Units);
        double[] departure = new double[3];
        for (int row = 0; row < batch; row++)
        {
            units.Set(y.AsSpan(row * mask.Length, mask.Length), mask, new float[mask.Length]);
            for (int i = 0; i < 3; i++)
                departure[i] = x[(row * 3) + i];
            units.Whiten(departure);
            expected += departure.Sum(u => (u * u) + Math.Log(2 * Math.PI)) / 2 / batch;
        }

        CloseAssert.Absolute(expected + Units.LogScale, loss, tolerance * Math.Max(1, Math.Abs(expected)));
        for (int i = 1; i < 60; i++)
            loss = step.Run(0, 0.01).Loss;
        Assert.True(loss < expected + Units.LogScale - 0.3, $"{loss} after training on one batch");
    }

    [Fact]
    public void A_head_without_a_name_is_refused() => Refuses.Argument("config", () => Create(HeadType.Regression));

    [Fact]
    public void Its_observations_are_the_windows_own()
    {
        ControlDensity posterior = Create(HeadType.Flow);
        float[] mask = SmallPosterior.Settings.CreateMask();
        Assert.Equal(Enumerable.Range(0, mask.Length).Where(i => mask[i] == 1), posterior.ObservedEntries);
        Assert.Equal(3, posterior.States);
        Assert.IsType<FlowControlHead>(posterior.Head);
        Assert.Equal(posterior.Parameters.Length, posterior.Layout.Sum(view => view.Size));
    }

    private static ControlDensity Create(HeadType headType) => ControlDensity.Create(
        SmallPosterior.Settings, SmallPosterior.Config with { Head = headType }, Units, RandomKey.FromSeed(0));
}
