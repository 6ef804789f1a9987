using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Amortized;

/// <summary>Small Lorenz-96 lattices from text, and local networks over them.</summary>
internal static class LatticeCase
{
    public static readonly AmortizedConfig Config = new() { IsLocal = true, LatentSize = 4, HiddenSize = 7, Depth = 1 };

    /// <summary>Every site of 12 is seen.</summary>
    public static ProblemSettings Everywhere { get; } = Read(12, "0:12:1");

    /// <summary>Every second site of 20 is seen, twice in the window.</summary>
    public static ProblemSettings EverySecond { get; } = Read(20, "0:20:2");

    public static ControlDensity Create(ProblemSettings settings, bool zeroOutputs) => ControlDensity.Create(
        settings, Config, ControlStandardization.Estimate(new ProblemGenerator(settings), RandomKey.FromSeed(1), 500), RandomKey.FromSeed(2),
        zeroOutputs);

    public static ProblemSettings Read(int sites, string seen, string equation = "(x[i+1] - x[i-2]) * x[i-1] - x[i] + 8", params SystemEntry[] more) =>
        SystemDefinition.Read(
        [
            new("", "name", "lattice"), new("state", $"x[{sites}]", equation), new("initial", "x", "normal(8, 1)"),
            new("observe.x", "value", "x[i]"), new("observe.x", "error", "normal(1)"), new("observe.x", "every", "0.1"),
            new("observe.x", "sites", seen), new("time", "step", "0.05"), new("time", "burn_in", "2"), new("time", "window", "0.15"),
            .. more,
        ]).Settings;
}
