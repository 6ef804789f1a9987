namespace Vardax.Managed.Dynamics;

/// <summary>What a <see cref="DynamicalSystem"/> has beside its equations.</summary>
public sealed record DynamicalSystemOptions
{
    /// <summary>The most substeps of a step.</summary>
    public const int MaxSubsteps = 100;

    /// <summary>Known constants, by name: numbers in the equations.</summary>
    public IReadOnlyDictionary<string, double> Constants { get; init; } = new Dictionary<string, double>();

    /// <summary>Unknown constants: components of the state after the declared ones, which a step leaves as they are.</summary>
    public IReadOnlyList<string> Unknowns { get; init; } = [];

    /// <summary>Whether the equations give the next state, x_{k+1} = f(x_k), rather than the derivative; dt is then ignored.</summary>
    public bool IsMap { get; init; }

    /// <summary>The scheme of a step, where the equations give the derivative.</summary>
    public ButcherTableau Scheme { get; init; } = ButcherTableau.RungeKutta4;

    /// <summary>Equal steps of the scheme in one step of the model, 1 to <see cref="MaxSubsteps"/>.</summary>
    public int Substeps { get; init; } = 1;

    /// <summary>The step that the clock counts, in model units; needed where the equations use the time.</summary>
    public double? NominalStep { get; init; }

    /// <summary>Whether the state has a clock even if the equations do not use the time (what is seen of it may).</summary>
    public bool HasClock { get; init; }
}
