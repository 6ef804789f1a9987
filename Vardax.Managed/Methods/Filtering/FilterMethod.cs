using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>The filters by name.</summary>
public sealed class FilterMethod
{
    private FilterMethod(string name, Func<StateSpaceModel, FilterOptions, Filter> create) => (Name, Create) = (name, create);

    /// <summary>All methods.</summary>
    public static IReadOnlyList<FilterMethod> All { get; } =
    [
        new("climatology", (system, options) => new ClimatologyFilter(system, options)) { NeedsBackground = true },
        new("optimal_interpolation", (system, options) => new OptimalInterpolationFilter(system, options)) { NeedsBackground = true },
        new("3dvar", (system, options) => new ThreeDVarFilter(system, options)) { NeedsBackground = true },
        new("ext_kf", (system, options) => new ExtendedKalmanFilter(system, options)) { HasInflation = true },
        new("enkf_perturbed", (system, options) => new PerturbedEnkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("enkf_sqrt", (system, options) => new SquareRootEnkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("denkf", (system, options) => new DeterministicEnkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("enkf_serial", (system, options) => new SerialEnkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("enkf_n", (system, options) => new FiniteSizeEnkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("letkf", (system, options) => new Letkf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("eakf_serial", (system, options) => new SerialEakf(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("ienks", (system, options) => new IterativeEnks(system, options)) { HasMembers = true, HasInflation = true, HasRotation = true },
        new("particle_filter", (system, options) => new ParticleFilter(system, options)) { HasMembers = true },
        new("strong_4dvar", (system, options) => new StrongFourDVarFilter(system, options)) { HasInflation = true },
        new("polished", (system, options) => new PolishedFilter(system, options)) { HasInflation = true, NeedsGuess = true },
        new("amortized", (system, options) => new AmortizedFilter(system, options)) { NeedsGuess = true },
    ];

    /// <summary>The name in results and on the command line.</summary>
    public string Name { get; }

    /// <summary>Creates a filter at time 0.</summary>
    public Func<StateSpaceModel, FilterOptions, Filter> Create { get; }

    /// <summary>Whether it has members.</summary>
    public bool HasMembers { get; private init; }

    /// <summary>Whether it inflates.</summary>
    public bool HasInflation { get; private init; }

    /// <summary>Whether it can rotate.</summary>
    public bool HasRotation { get; private init; }

    /// <summary>Whether it needs climatology.</summary>
    public bool NeedsBackground { get; private init; }

    /// <summary>Whether it needs a trained network, <see cref="FilterOptions.Guess"/>.</summary>
    public bool NeedsGuess { get; private init; }

    /// <summary>The method of that name; null if there is none.</summary>
    public static FilterMethod? Find(string? name) => All.FirstOrDefault(method => method.Name == name);

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
