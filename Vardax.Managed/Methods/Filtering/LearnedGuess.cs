using Vardax.Managed.InitialState;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>A trained network, for filters: what it says of the state at the start of a window that ends at the present.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Settings">What it is trained for: the windows' length, and the steps that are observed.</param>
/// <param name="Create">Creates its posterior: one for each filter.</param>
/// <param name="Missing">The largest share of a window's observations that it was trained to do without.</param>
public sealed record LearnedGuess(string Name, ProblemSettings Settings, Func<IInitialStatePosterior> Create, double Missing = 0)
{
    /// <summary>
    /// Checks that windows of a cycle are windows of the network: observed every so many steps, as many observations fit into a window as
    /// training had, and one is at its end.
    /// </summary>
    /// <exception cref="ArgumentException">They are not; the message says what is required.</exception>
    public void RequireCycle(int every)
    {
        int steps = Settings.WindowSteps;
        bool fits = every <= steps;
        foreach (Instrument instrument in Settings.Observing.Instruments)
        {
            for (int step = 0; step <= steps && fits; step++)
                fits = instrument.Steps == ObservationSteps.Never || instrument.Steps.Includes(step) == ((steps - step) % every == 0) || step == 0;
        }

        if (!fits)
        {
            throw new ArgumentException(
                $"The model {Name} has windows of {steps} steps, observed at steps {string.Join(", ", Observed())}; expected windows of one "
                    + $"or more times {every} steps, observed every {every} steps up to their end.",
                nameof(every));
        }
    }

    /// <summary>The place of each instrument of a system among the network's.</summary>
    /// <exception cref="ArgumentException">The network is trained for another system.</exception>
    internal int[] Places(StateSpaceModel system)
    {
        ObservingSystem mine = Settings.Observing, theirs = system.Observing;
        if (!Settings.Model.Equals(system.Model) || Settings.Dt != system.Dt)
        {
            throw Refused(FormattableString.Invariant(
                $"for steps of {Settings.Dt} of {Settings.Model.Name}; expected steps of {system.Dt} of {system.Model.Name}, with equal parameters"));
        }

        if (mine.Difference(theirs) is not { } difference)
            return [.. Enumerable.Range(0, theirs.Instruments.Count)];
        if (mine.Operator is not SelectionOperator known || theirs.Operator is not SelectionOperator selected)
            throw Refused($"for other instruments: {difference}");
        int[] places = new int[theirs.Instruments.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = known.Components.IndexOf(selected.Components[i]);
            Instrument instrument = theirs.Instruments[i];
            if (places[i] < 0 || mine.Instruments[places[i]].Error != instrument.Error)
            {
                throw Refused(places[i] < 0 ? $"without the instrument {instrument.Name}"
                    : $"for an error of {instrument.Name} of {mine.Instruments[places[i]].Error}; expected {instrument.Error}");
            }
        }

        return places;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private IEnumerable<int> Observed() => Enumerable.Range(0, Settings.WindowStates)
        .Where(step => Settings.Observing.Instruments.Any(instrument => instrument.Steps.Includes(step)));

    private ArgumentException Refused(string found, string name = nameof(FilterOptions.Guess)) => new($"The model {Name} is trained {found}.", name);
}
