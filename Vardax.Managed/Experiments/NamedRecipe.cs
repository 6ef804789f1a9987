using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;

namespace Vardax.Managed.Experiments;

/// <summary>A recipe as the command line names it; <see cref="Recipes.All"/> lists them.</summary>
/// <param name="Name">The name.</param>
/// <param name="Head">The head that it trains if nobody says which.</param>
/// <param name="For">The recipe for an architecture; null if it does not train such a head.</param>
public sealed record NamedRecipe(string Name, HeadType Head, Func<AmortizedConfig, TrainingRecipe?> For);
