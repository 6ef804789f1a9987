using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Systems;

/// <summary>
/// What is observed of a window: at each state the p values g(x) of the operator, one for each instrument, y_i = g_i(x) + error_i at the
/// steps at which instrument i sees. Values are in the instruments' working units: the operator gives log h(x) for an instrument
/// with lognormal errors. Immutable; compared by value, operators by their <c>Equals</c>.
/// </summary>
public sealed class ObservingSystem : IEquatable<ObservingSystem>
{
    private readonly Instrument[] instruments;
    private readonly bool isRaw;

    /// <summary>From the instruments and one operator for all of them.</summary>
    /// <exception cref="ArgumentException">There is no instrument, two have one name, or the operator does not give a value for each.</exception>
    public ObservingSystem(IReadOnlyList<Instrument> instruments, IObservationOperator observationOperator)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        ArgumentNullException.ThrowIfNull(observationOperator);
        if (instruments.Count == 0)
            throw new ArgumentException("Expected at least one instrument.", nameof(instruments));
        foreach (Instrument instrument in instruments)
            ArgumentNullException.ThrowIfNull(instrument, nameof(instruments));
        if (instruments.GroupBy(i => i.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"{twice.Count()} instruments are called {twice.Key}; expected different names.", nameof(instruments));
        if (observationOperator.ObservationDimension != instruments.Count)
        {
            throw new ArgumentException(
                $"Expected an operator with {instruments.Count} values, one for each instrument, found {observationOperator.ObservationDimension}.",
                nameof(observationOperator));
        }

        (this.instruments, Operator) = ([.. instruments], observationOperator);
        isRaw = this.instruments.All(i => i.Error is not LogNormalError);
        HasNormalErrors = this.instruments.All(i => i.Error is not StudentError);
        SeesWholeState = observationOperator is SelectionOperator { IsIdentity: true };
    }

    /// <summary>
    /// The regular system: every component of the state is an instrument, and those observed see at one rhythm with one normal error.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="noise">Standard deviation of the errors.</param>
    /// <param name="every">Steps between two observations.</param>
    /// <param name="start">The first step observed.</param>
    /// <param name="components">Indices of the observed components; empty or null for all of them.</param>
    /// <exception cref="ArgumentException">A number is out of range, or an index twice or not of a component.</exception>
    public static ObservingSystem OfComponents(
        IDynamicalModel model, double noise = 0.5, int every = 5, int start = 0, IReadOnlyList<int>? components = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        int n = model.Components.Count;
        components ??= [];
        if (!components.All(c => c >= 0 && c < n) || components.Distinct().Count() != components.Count)
        {
            throw new ArgumentException(
                $"Expected different indices from 0 to {n - 1}, found {string.Join(", ", components)}.", nameof(components));
        }

        var error = new NormalError(noise);
        var steps = new RegularSteps(every, start);
        return new ObservingSystem(
            [.. model.Components.Select((name, c) => new Instrument(
                name, error, components.Count == 0 || components.Contains(c) ? steps : ObservationSteps.Never))],
            SelectionOperator.Identity(n));
    }

    /// <summary>The instruments, in the order of the operator's values.</summary>
    public IReadOnlyList<Instrument> Instruments => instruments;

    /// <summary>g: from a state to the instruments' values, in working units.</summary>
    public IObservationOperator Operator { get; }

    /// <summary>Whether the operator's values are the components of the state, all in order.</summary>
    public bool SeesWholeState { get; }

    /// <summary>Whether all errors are normal in working units.</summary>
    internal bool HasNormalErrors { get; }

    /// <summary>The standard deviation of the errors if all instruments have the same; null otherwise.</summary>
    public double? CommonStd => instruments.All(i => i.Error.Std == instruments[0].Error.Std) ? instruments[0].Error.Std : null;

    /// <summary>Steps between two observations if all instruments that see do so at one rhythm; null otherwise.</summary>
    public int? CommonEvery => instruments.Select(i => i.Steps).Where(steps => steps != ObservationSteps.Never).Distinct().ToArray() is
        [RegularSteps regular] ? regular.Every : null;

    /// <summary>Standard deviation of the error at an entry of the observations, (time, instrument) row-major, in working units.</summary>
    public double Std(int entry) => instruments[entry % instruments.Length].Error.Std;

    /// <summary>From values as the instruments give them to working units, in place, where the mask is not 0.</summary>
    /// <param name="values">(time, instrument) row-major.</param>
    /// <param name="mask">As many values.</param>
    public void ToWorking(Span<float> values, ReadOnlySpan<float> mask)
    {
        for (int i = 0; !isRaw && i < values.Length; i++)
            values[i] = mask[i] == 0 ? values[i] : (float)instruments[i % instruments.Length].Error.ToWorking(values[i]);
    }

    /// <summary>From working units to values as the instruments give them, in place, where the mask is not 0.</summary>
    /// <param name="values">(time, instrument) row-major.</param>
    /// <param name="mask">As many values.</param>
    public void ToRaw(Span<float> values, ReadOnlySpan<float> mask)
    {
        for (int i = 0; !isRaw && i < values.Length; i++)
            values[i] = mask[i] == 0 ? values[i] : (float)instruments[i % instruments.Length].Error.ToRaw(values[i]);
    }

    /// <summary>The same instruments, so many steps later.</summary>
    public ObservingSystem Later(int steps) => steps == 0 ? this
        : new ObservingSystem([.. instruments.Select(i => new Instrument(i.Name, i.Error, i.Steps.Later(steps)))], Operator);

    /// <summary>g(x) of consecutive states, count x p; the states themselves if the whole state is seen.</summary>
    internal ReadOnlySpan<float> Values(ReadOnlySpan<float> states, Span<float> room)
    {
        if (SeesWholeState)
            return states;
        int count = states.Length / Operator.StateDimension;
        Span<float> values = room[..(count * instruments.Length)];
        Operator.Apply(states, values, count);
        return values;
    }

    /// <summary>Floats that <see cref="Values"/> needs for so many states.</summary>
    internal int ValuesRoom(int states) => SeesWholeState ? 0 : states * instruments.Length;

    /// <summary>What differs in another system but for the steps; null if nothing does.</summary>
    internal string? Difference(ObservingSystem other)
    {
        string[] names = [.. instruments.Select(i => i.Name)], found = [.. other.instruments.Select(i => i.Name)];
        if (!names.SequenceEqual(found))
            return $"its instruments are {string.Join(", ", found)}, not {string.Join(", ", names)}";
        for (int i = 0; i < instruments.Length; i++)
        {
            if (other.instruments[i].Error != instruments[i].Error)
                return $"its error of {names[i]} is {other.instruments[i].Error}, not {instruments[i].Error}";
        }

        return Operator.Equals(other.Operator) ? null
            : "its observation operator is not equal to the analysis's: another one, or another instance of an operator without Equals";
    }

    /// <inheritdoc/>
    public bool Equals(ObservingSystem? other) =>
        other is not null && instruments.AsSpan().SequenceEqual(other.instruments) && Operator.Equals(other.Operator);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ObservingSystem);

    /// <inheritdoc/>
    public override int GetHashCode() => instruments.Aggregate(Operator.GetHashCode(), HashCode.Combine);
}
