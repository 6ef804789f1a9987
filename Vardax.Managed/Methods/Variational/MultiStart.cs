using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Where minimisations start from. In a chaotic window the cost has several minima: beside the prior mean, candidates are the
/// first observed components put into it, and draws from the prior; the prior mean and the <see cref="Keep"/> candidates of
/// lowest cost are minimised, and the lowest minimum wins, which is thus never above that of the prior mean alone.
/// </summary>
public sealed record MultiStart
{
    /// <summary>The prior mean alone.</summary>
    public static MultiStart PriorMean { get; } = new() { Draws = 0, Keep = 1, FromObservations = false };

    /// <summary>Draws from the prior among the candidates.</summary>
    public int Draws { get; init; } = 256;

    /// <summary>How many candidates are minimised from, beside the prior mean.</summary>
    public int Keep { get; init; } = 8;

    /// <summary>Whether the observations of the first state are a candidate.</summary>
    public bool FromObservations { get; init; } = true;

    /// <summary>Key of the draws.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(0);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(Draws);
        ArgumentOutOfRangeException.ThrowIfLessThan(Keep, 1);
    }
}
