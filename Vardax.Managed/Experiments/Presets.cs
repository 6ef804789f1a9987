using Vardax.Managed.Dynamics;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>Named families of Lorenz-63 problems.</summary>
public static class Presets
{
    /// <summary>
    /// The published experiment: the truth starts 0.01 from an unstable fixed point and is still within about 0.05 of it after the
    /// burn-in, so the prior is thirty times tighter than the observations' noise.
    /// </summary>
    /// <exception cref="ArgumentException">The model has no such fixed point (rho below 1).</exception>
    public static ProblemSettings Reference(Lorenz63? model = null)
    {
        model ??= new Lorenz63();
        if (model.Beta * (model.Rho - 1) < 0)
        {
            throw new ArgumentException(
                $"Preset reference starts at the fixed point, which needs beta (rho - 1) >= 0; rho is {model.Rho}.", nameof(model));
        }

        return Create(model, InitialDistribution.Normal(model.FixedPoint(), 0.01), 1000);
    }

    /// <summary>Chaos: the truth starts wide, around (0, 0, 25) with standard deviation 10, and 2,000 steps bring it to the attractor.</summary>
    public static ProblemSettings Attractor(Lorenz63? model = null) =>
        Create(model ?? new Lorenz63(), InitialDistribution.Normal([0, 0, 25], 10), 2000);

    /// <summary>All presets, the default first.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new("reference", "the published one", StartsAtFixedPoint: true, Reference),
        new("attractor", "chaos", StartsAtFixedPoint: false, Attractor),
    ];

    /// <summary>
    /// The name of the preset whose truths these problems have, whatever the window and the observations; the system's name if they
    /// were read from a text; or custom.
    /// </summary>
    public static string NameOf(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Model is Lorenz63 model
            && All.FirstOrDefault(preset => preset.Allows(model) && IsPrior(preset.Create(model))) is { } found
            ? found.Name
            : settings.Definition is null ? "custom" : settings.Model.Name;

        bool IsPrior(ProblemSettings preset) => settings.Initial.Equals(preset.Initial) && settings.BurnInSteps == preset.BurnInSteps;
    }

    private static ProblemSettings Create(Lorenz63 model, InitialDistribution initial, int burnInSteps) => new()
    {
        Model = model, Initial = initial, Observing = ObservingSystem.OfComponents(model), BurnInSteps = burnInSteps,
    };
}
