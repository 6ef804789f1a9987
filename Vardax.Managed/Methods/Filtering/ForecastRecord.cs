using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The forecasts between the start of a window and the present, in order, with the updates between them: what a method that goes over its
/// window again needs to know. Forecasts of one step length count as one.
/// </summary>
/// <param name="updates">The most updates inside a window.</param>
internal sealed class ForecastRecord(int updates)
{
    // Forecasts of different step lengths between two updates.
    private const int Different = 16;

    /// <summary>Number of forecasts, number of updates; then for each forecast its step length, its steps, and the updates before it.</summary>
    public double[] Values { get; } = new double[2 + (3 * Different * (updates + 1))];

    /// <summary>Forecasts recorded.</summary>
    public int Count => (int)Values[0];

    /// <summary>Updates inside the window.</summary>
    public int Updates => (int)Values[1];

    /// <summary>Steps of all forecasts.</summary>
    public int Steps
    {
        get
        {
            int sum = 0;
            for (int i = 0; i < Count; i++)
                sum += this[i].Steps;
            return sum;
        }
    }

    /// <summary>A forecast.</summary>
    public (double Dt, int Steps, int UpdatesBefore) this[int index]
    {
        get
        {
            int at = 2 + (3 * index);
            return (Values[at], (int)Values[at + 1], (int)Values[at + 2]);
        }
    }

    /// <summary>Records a forecast.</summary>
    /// <exception cref="InvalidOperationException">There were too many of different step lengths since the last update.</exception>
    public void Add(double dt, int steps)
    {
        int last = Count - 1;
        if (last >= 0 && this[last] is var previous && previous.Dt == dt && previous.UpdatesBefore == Updates
            && previous.Steps <= int.MaxValue - steps)
        {
            Values[2 + (3 * last) + 1] += steps;
            return;
        }

        int at = 2 + (3 * Count);
        if (at + 3 > Values.Length)
            throw new InvalidOperationException($"Expected at most {Different} forecasts of different step lengths between two updates, found more.");
        (Values[at], Values[at + 1], Values[at + 2]) = (dt, steps, Updates);
        Values[0]++;
    }

    /// <summary>Records an update.</summary>
    public void AddUpdate() => Values[1]++;

    /// <summary>Moves an ensemble over the forecasts from one to before another.</summary>
    public void Propagate(IPropagator<double> model, Span<double> states, int members, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            (double dt, int steps, _) = this[i];
            model.IntegrateEnsemble(states, members, dt, steps);
        }
    }

    /// <summary>Moves an ensemble over the forecasts that come right before an update.</summary>
    public void PropagateTo(IPropagator<double> model, Span<double> states, int members, int update)
    {
        int from = 0;
        while (from < Count && this[from].UpdatesBefore < update)
            from++;
        int to = from;
        while (to < Count && this[to].UpdatesBefore == update)
            to++;
        Propagate(model, states, members, from, to);
    }

    /// <summary>How many forecasts came before the first update.</summary>
    public int BeforeFirstUpdate()
    {
        int count = 0;
        while (count < Count && this[count].UpdatesBefore == 0)
            count++;
        return count;
    }

    /// <summary>The window starts at its first update.</summary>
    public void DropFirst()
    {
        int dropped = BeforeFirstUpdate();
        Values.AsSpan(2 + (3 * dropped), 3 * (Count - dropped)).CopyTo(Values.AsSpan(2));
        (Values[0], Values[1]) = (Values[0] - dropped, Values[1] - 1);
        for (int i = 0; i < Count; i++)
            Values[2 + (3 * i) + 2]--;
    }
}
