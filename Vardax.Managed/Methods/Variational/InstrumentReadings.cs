using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The observations of a problem: what its mask shows, through its operator, with the errors of its instruments. Allocates nothing per
/// window.
/// </summary>
internal sealed class InstrumentReadings : IWindowObservations
{
    private int[] observed = [];
    private double[] values = [], roots = [], seen = [], block = [], rows = [];
    private ObservingSystem? observing;
    private int instruments, dimension;

    /// <inheritdoc/>
    public int Count { get; private set; }

    // What is seen as it is needs no operator.
    private bool IsDirect => observing!.SeesWholeState;

    /// <summary>Looks at a window.</summary>
    /// <exception cref="ArgumentException">An observed value is not finite.</exception>
    public void Set(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        if (observed.Length < problem.Mask.Length)
            (observed, values, roots) = (new int[problem.Mask.Length], new double[problem.Mask.Length], new double[problem.Mask.Length]);
        (observing, Count) = (problem.Settings.Observing, 0);
        (instruments, dimension) = (observing.Instruments.Count, problem.Settings.StateDimension);
        if (seen.Length < Math.Max(instruments, dimension))
            seen = new double[Math.Max(instruments, dimension)];
        for (int e = 0; e < problem.Mask.Length; e++)
        {
            if (problem.Mask[e] == 0)
                continue;
            if (!float.IsFinite(problem.Observations[e]))
            {
                throw new ArgumentException(
                    $"{observing.Instruments[e % instruments].Name} at step {e / instruments} is observed as {problem.Observations[e]}; expected a finite number.",
                    nameof(problem));
            }

            (observed[Count], values[Count], roots[Count]) = (e, problem.Observations[e], 1 / observing.Std(e));
            Count++;
        }
    }

    /// <inheritdoc/>
    public void Departures(ReadOnlySpan<double> window, Span<double> result)
    {
        int step = -1;
        for (int i = 0; i < Count; i++)
        {
            if (IsDirect)
            {
                result[i] = roots[i] * (window[observed[i]] - values[i]);
                continue;
            }

            if (observed[i] / instruments != step)
            {
                step = observed[i] / instruments;
                observing!.Operator.Apply(State(window, step), seen);
            }

            result[i] = roots[i] * (seen[observed[i] % instruments] - values[i]);
        }
    }

    /// <inheritdoc/>
    public void Jacobian(ControlModel control, Span<double> rows)
    {
        int n = control.Parameters, step = -1;
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<double> tangent;
            if (IsDirect)
            {
                tangent = control.Tangent(observed[i]);
            }
            else
            {
                if (observed[i] / instruments != step)
                    Linearize(control, step = observed[i] / instruments);
                tangent = this.rows.AsSpan(observed[i] % instruments * n, n);
            }

            Span<double> row = rows.Slice(i * n, n);
            for (int k = 0; k < row.Length; k++)
                row[k] = roots[i] * tangent[k];
        }
    }

    /// <inheritdoc/>
    public void Tangent(ReadOnlySpan<double> window, ReadOnlySpan<double> change, Span<double> result)
    {
        int step = -1;
        for (int i = 0; i < Count; i++)
        {
            if (IsDirect)
            {
                result[i] = roots[i] * change[observed[i]];
                continue;
            }

            if (observed[i] / instruments != step)
            {
                step = observed[i] / instruments;
                observing!.Operator.Tangent(State(window, step), State(change, step), seen);
            }

            result[i] = roots[i] * seen[observed[i] % instruments];
        }
    }

    /// <inheritdoc/>
    public void Adjoint(ReadOnlySpan<double> window, ReadOnlySpan<double> weights, Span<double> change)
    {
        for (int i = 0; i < Count && IsDirect; i++)
            change[observed[i]] += roots[i] * weights[i];
        if (IsDirect)
            return;
        if (block.Length < dimension)
            block = new double[dimension];
        for (int i = 0; i < Count;)
        {
            int step = observed[i] / instruments;
            Span<double> whitened = seen.AsSpan(0, instruments), contribution = block.AsSpan(0, dimension);
            whitened.Clear();
            for (; i < Count && observed[i] / instruments == step; i++)
                whitened[observed[i] % instruments] = roots[i] * weights[i];
            observing!.Operator.Adjoint(State(window, step), whitened, contribution);
            for (int c = 0; c < dimension; c++)
                change[(step * dimension) + c] += contribution[c];
        }
    }

    /// <inheritdoc/>
    public bool TryObserve(Span<double> firstState)
    {
        if (observing!.Operator is not SelectionOperator selection)
            return false;
        int i = 0;
        for (; i < Count && observed[i] < instruments; i++)
            firstState[selection.Components[observed[i]]] = values[i];
        return i > 0;
    }

    /// <summary>The derivative of a state's values by the control, instruments x parameters.</summary>
    private void Linearize(ControlModel control, int step)
    {
        int n = control.Parameters;
        if (block.Length < dimension * n || rows.Length < instruments * n)
            (block, rows) = (new double[dimension * n], new double[instruments * n]);
        for (int c = 0; c < dimension; c++)
            control.Tangent((step * dimension) + c).CopyTo(block.AsSpan(c * n));
        observing!.Operator.Tangent(State(control.Window, step), block.AsSpan(0, dimension * n), rows.AsSpan(0, instruments * n), n);
    }

    private ReadOnlySpan<double> State(ReadOnlySpan<double> window, int step) => window.Slice(step * dimension, dimension);
}
