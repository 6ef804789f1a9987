using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>Guesses on Lorenz-63's attractor, and the background that they are polished with.</summary>
internal static class AttractorControl
{
    public const int Lead = 25;

    public static readonly ProblemSettings Settings = Presets.Attractor() with { BurnInSteps = 500, TotalSteps = 50 };

    public static readonly ProblemGenerator Generator = new(Settings);

    public static readonly AmortizedConfig Config = AmortizedConfig.Reference with
    {
        Head = HeadType.Control,
        LatentSize = 11,
        HiddenSize = 17,
        Depth = 1,
    };

    /// <summary>The best linear estimate.</summary>
    public static readonly ControlDensity Linear = Create(zeroOutputs: true);

    public static readonly PolishBackground Background = new(Estimate(Lead).Prior(), Lead);

    /// <summary>N(c_b, B), as the variational methods take it.</summary>
    public static readonly Gaussian Prior = Background.State;

    /// <summary>A posterior of random weights, or the best linear estimate.</summary>
    public static ControlDensity Create(bool zeroOutputs) =>
        ControlDensity.Create(Settings, Config, Estimate(0), RandomKey.FromSeed(7), zeroOutputs);

    /// <summary>A flow of random weights, far from Gaussian.</summary>
    public static ControlDensity CreateFlow()
    {
        ControlDensity flow = ControlDensity.Create(
            Settings, Config with { Head = HeadType.Flow }, Estimate(0), RandomKey.FromSeed(7), zeroOutputs: false);
        foreach (ref float parameter in flow.MutableParameters[flow.Encoder.ParameterCount..])
            parameter *= 1.3f;
        return flow;
    }

    public static AssimilationProblem Problem(int number) => Generator.Generate(RandomKey.FromSeed(9).Child((ulong)number));

    private static ControlStandardization Estimate(int lead) =>
        ControlStandardization.Estimate(new ProblemGenerator(Settings.Lead(lead)), RandomKey.FromSeed(8), 4096);
}
