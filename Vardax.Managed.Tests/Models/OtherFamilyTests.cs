using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Models;

/// <summary>A window that the model was not trained for is refused, by what differs.</summary>
public sealed class OtherFamilyTests
{
    private static readonly ProblemSettings Trained = SmallPosterior.Settings;

    public static TheoryData<string> Models => [.. ModelCase.Names];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_posterior_refuses_it_in_every_call(string name)
    {
        foreach (IPosterior posterior in (IPosterior[])[ModelCase.Model(name).CreatePosterior(), ModelCase.Model(name).CreateAmortized()])
        {
            Refused(posterior, Trained.Seen(noise: 3), "its error of x is normal(3), not normal(0.5)");
            Refused(posterior, Trained with { Dt = 0.05 }, "its Dt is 0.05, not 0.01");
            Refused(posterior, Trained with { WindowSteps = 3 }, "its WindowSteps is 3, not 4");
            Refused(posterior, Trained with { Model = new Lorenz63(rho: 30) }, "its Lorenz-63 is not equal to the analysis's");
            Refused(posterior, Trained with { Model = MatrixModel.Random(1, 3) }, "its Model is matrix, not Lorenz-63");
            Refused(posterior, (Trained with { Dt = 0.02 }).Seen(noise: 1), "its Dt is 0.02, not 0.01; its error of x is normal(1), not normal(0.5)");
        }
    }

    [Fact]
    public void The_forecast_the_mask_and_an_equal_model_are_free()
    {
        ProblemSettings alike = (Trained with
        {
            Model = new Lorenz63(),
            TotalSteps = 20,
            PriorStd = 7,
            BurnInSteps = 9,
        }).Seen(every: 1, start: 1, components: [1]);
        float[] mean = new float[SmallPosterior.Entries], std = new float[SmallPosterior.Entries];
        // Another mask than the network's is no other family; the answer to it has a status of its own.
        AnalysisStatus status = ModelCase.Model("bare").CreatePosterior().Analyze(Window(alike), mean, std);
        Assert.Equal((AnalysisCode.UntrainedMask, false), (status.Code, status.IsUsable));
    }

    private static void Refused(IPosterior posterior, ProblemSettings settings, string difference)
    {
        ObservedWindow window = Window(settings);
        int entries = settings.WindowEntries;
        float[] mean = new float[entries], std = new float[entries];
        foreach (Action call in (Action[])[
            () => posterior.Analyze(window, mean, std), () => posterior.Sample(window, RandomKey.FromSeed(1), mean),
            () => posterior.LogProb(window, mean, new double[1])])
        {
            // Lengths that do not fit may be found first.
            ArgumentException failure = Assert.Throws<ArgumentException>(call);
            if (entries == SmallPosterior.Entries)
                Assert.Contains($"The window is of another family of problems: {difference}", failure.Message, StringComparison.Ordinal);
        }
    }

    private static ObservedWindow Window(ProblemSettings settings) =>
        new(settings, new float[settings.WindowEntries], settings.CreateMask());
}
