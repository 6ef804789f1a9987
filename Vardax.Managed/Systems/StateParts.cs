using Vardax.Managed.Dynamics;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Systems;

/// <summary>
/// What the entries of a propagated state are: the declared components of a system, then its unknown constants, then perhaps a clock. Of any
/// model but a <see cref="DynamicalSystem"/> every entry is a component.
/// </summary>
public sealed class StateParts
{
    private const int ScaleWindows = 256;

    private readonly int dimension;

    private StateParts(int dimension, IReadOnlyList<string> components, IReadOnlyList<string> unknowns) =>
        (this.dimension, Components, Unknowns) = (dimension, components, unknowns);

    /// <summary>The parts of a model's state.</summary>
    public static StateParts Of(IDynamicalModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model is DynamicalSystem system
            ? new StateParts(system.Components.Count, [.. system.Components.Take(system.StateComponents)], system.Unknowns)
            : new StateParts(model.Components.Count, model.Components, []);
    }

    /// <summary>The names of the declared components, which come first.</summary>
    public IReadOnlyList<string> Components { get; }

    /// <summary>The names of the unknown constants, which follow the components: the same in every state of a trajectory.</summary>
    public IReadOnlyList<string> Unknowns { get; }

    /// <summary>
    /// What errors of components are divided by before they are summed: 1 if the priors of all components are as wide; otherwise half the
    /// range that 68.3 % of a component's values have in simulated windows, which is the standard deviation of normal values.
    /// </summary>
    public double[] Scales(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int kept = Components.Count;
        var scales = new double[kept];
        Array.Fill(scales, 1);
        if (settings.Initial.IsAlike(kept))
            return scales;
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps });
        var windows = new float[ScaleWindows * settings.WindowEntries];
        generator.GenerateTruths(RandomKey.FromSeed(0).Prior(), 0, ScaleWindows, windows, new float[generator.ScratchSize(ScaleWindows)]);
        for (int c = 0; c < kept; c++)
        {
            float[] values = [.. Enumerable.Range(0, windows.Length / dimension).Select(row => windows[(row * dimension) + c]).Where(float.IsFinite)];
            Array.Sort(values);
            double range = values.Length == 0 ? 0 : values[(int)(0.8413 * values.Length)] - values[(int)(0.1587 * values.Length)];
            scales[c] = range > 0 && double.IsFinite(range) ? range / 2 : 1;
        }

        return scales;
    }

    /// <summary>The values of the unknown constants in a trajectory, or in the first of several.</summary>
    /// <param name="states">Propagated states, row-major: at least one.</param>
    public ReadOnlySpan<T> UnknownsOf<T>(ReadOnlySpan<T> states) => states.Slice(Components.Count, Unknowns.Count);

    /// <summary>Moves the components of consecutive states together, in place, so that the states have no other entry.</summary>
    /// <param name="states">Propagated states, row-major: whole states.</param>
    /// <returns>The components, row-major: the front of the states.</returns>
    public Span<T> Compact<T>(Span<T> states)
    {
        int kept = Components.Count, count = states.Length / dimension;
        for (int row = 1; row < count && kept < dimension; row++)
            states.Slice(row * dimension, kept).CopyTo(states.Slice(row * kept, kept));
        return states[..(count * kept)];
    }
}
