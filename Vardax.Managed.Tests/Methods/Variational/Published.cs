using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>The published experiment, and the attractor's climatology.</summary>
internal static class Published
{
    public static AssimilationProblem Problem { get; } =
        new ProblemGenerator(Presets.Reference()).Generate(RandomKey.FromSeed(42));

    /// <summary>Mean 0, 5^2 I.</summary>
    public static Gaussian Prior { get; } = WindowPrior.Published(Presets.Reference());

    /// <summary>Mean and covariance of a state on the attractor.</summary>
    public static Gaussian Climatology { get; } = CreateClimatology();

    private static Gaussian CreateClimatology()
    {
        ProblemSettings settings = Presets.Attractor() with { WindowSteps = 1, TotalSteps = 1 };
        return WindowPrior.FirstState(
            settings, WindowPrior.Climatological(new ProblemGenerator(settings), RandomKey.FromSeed(7), 2048));
    }
}
