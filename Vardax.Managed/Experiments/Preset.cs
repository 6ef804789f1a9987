using Vardax.Managed.Dynamics;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>A family of problems by name; <see cref="Presets.All"/> lists them.</summary>
/// <param name="Name">The name.</param>
/// <param name="Description">A few words on the family.</param>
/// <param name="StartsAtFixedPoint">Whether the truth starts at the fixed point of the model, which needs beta (rho - 1) of 0 or more.</param>
/// <param name="Create">The family's settings with a model.</param>
public sealed record Preset(string Name, string Description, bool StartsAtFixedPoint, Func<Lorenz63, ProblemSettings> Create)
{
    /// <summary>Whether the family exists with a model.</summary>
    public bool Allows(Lorenz63 model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return !StartsAtFixedPoint || model.Beta * (model.Rho - 1) >= 0;
    }
}
