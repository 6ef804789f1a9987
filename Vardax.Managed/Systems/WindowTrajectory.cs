using System.Numerics;
using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Systems;

/// <summary>
/// The window that a control determines: x_{k+1} = M(x_k) from the state some steps before the window, which the control gives in its
/// <see cref="StartCoordinates"/>, with the derivative of the window by the control. A control may go on with a model error for each
/// step of the window, x_{k+1} = M(x_k) + eta_k. Holds its buffers: one instance serves one thread and allocates nothing per window.
/// </summary>
internal sealed class WindowTrajectory
{
    private readonly IDynamicalModel model;
    private readonly double dt;
    private readonly int dimension, lead, columns, stride;
    private readonly double[] trajectory, tangents, buffer, before, derivatives, drawn;
    private float[] ensemble = [];

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="leadSteps">How many steps before the window the controlled state is.</param>
    /// <param name="columns">Columns of the roots to carry; one for each coordinate of the state by default.</param>
    public WindowTrajectory(ProblemSettings settings, int leadSteps, int? columns = null)
    {
        (model, dt, dimension) = (settings.Model, settings.Dt, settings.StateDimension);
        Start = StartCoordinates.Of(settings);
        Coordinates = leadSteps == 0 ? Start : StartCoordinates.Of(settings.Lead(Math.Min(leadSteps, settings.BurnInSteps)));
        (Entries, lead, this.columns) = (settings.WindowEntries, leadSteps * dimension, columns ?? Coordinates.Coordinates);
        // Whole vectors of columns: those beyond the root's stay zero.
        int width = Vector<double>.Count;
        stride = (this.columns + width - 1) / width * width;
        (trajectory, buffer, before) = (new double[lead + Entries], new double[dimension], new double[dimension]);
        tangents = new double[Entries * stride];
        (derivatives, drawn) = (new double[Coordinates.Coordinates], new double[Coordinates.Coordinates]);
    }

    /// <summary>The coordinates of the state that is controlled.</summary>
    public InitialDistribution Coordinates { get; }

    /// <summary>The coordinates of the state at the window's start.</summary>
    public InitialDistribution Start { get; }

    /// <summary>Entries of the window.</summary>
    public int Entries { get; }

    /// <summary>The window of the last control carried.</summary>
    public ReadOnlySpan<double> Window => trajectory.AsSpan(lead);

    /// <summary>The derivative of window entry <paramref name="entry"/> by the coordinates of the root.</summary>
    public ReadOnlySpan<double> Tangent(int entry) => tangents.AsSpan(entry * stride, columns);

    /// <summary>Carries a control over the window.</summary>
    public void Carry(ReadOnlySpan<double> control)
    {
        int m = Coordinates.Coordinates;
        Span<double> first = trajectory.AsSpan(0, dimension);
        Coordinates.ToPhysical(control[..m], first);
        Coordinates.Derivatives(control[..m], derivatives);
        int perfect = control.Length > m ? lead : trajectory.Length - dimension;
        model.DoublePrecision.Integrate(first, dt, trajectory.AsSpan(dimension, perfect));
        for (int at = dimension + perfect; at < trajectory.Length; at += dimension)
        {
            Span<double> state = trajectory.AsSpan(at, dimension);
            model.DoublePrecision.Integrate(trajectory.AsSpan(at - dimension, dimension), dt, state);
            Add(control.Slice(at - lead - dimension + m, dimension), state);
        }
    }

    /// <summary>Carries a root of the control's covariance, control x columns, along the last control's trajectory.</summary>
    public void CarryRoot(ReadOnlySpan<double> root) => CarryTangents(root, columns, tangents, stride);

    /// <summary>The change of the window with the control along one direction.</summary>
    public void CarryDirection(ReadOnlySpan<double> direction, Span<double> window) => CarryTangents(direction, 1, window, 1);

    /// <summary>The transpose of <see cref="CarryDirection"/>; destroys the weights.</summary>
    public void CarryBack(Span<double> weights, Span<double> control)
    {
        // Backwards, the adjoint of x_{k+1} is also that of eta_k.
        int m = derivatives.Length;
        for (int t = (Entries / dimension) - 1; t > 0; t--)
        {
            Span<double> state = weights.Slice(t * dimension, dimension);
            if (control.Length > m)
                state.CopyTo(control[(m + ((t - 1) * dimension))..]);
            model.DoublePrecision.AdjointStep(Before(t), dt, state, 1);
            Add(state, weights.Slice((t - 1) * dimension, dimension));
        }

        Span<double> first = weights[..dimension];
        for (int at = lead - dimension; at >= 0; at -= dimension)
            model.DoublePrecision.AdjointStep(trajectory.AsSpan(at, dimension), dt, first, 1);
        for (int i = 0; i < m; i++)
            control[i] = derivatives[i] * first[Coordinates.Free[i]];
    }

    /// <summary>Carries many controls over the window at once.</summary>
    /// <param name="count">Number of controls.</param>
    /// <param name="draw">Writes control number i, without model errors.</param>
    /// <param name="samples">Receives count x entries values.</param>
    public void CarryMany(int count, Action<int, Span<double>> draw, Span<float> samples)
    {
        if (ensemble.Length < dimension * count)
            ensemble = new float[dimension * count];
        Span<float> members = ensemble.AsSpan(0, dimension * count);
        CarryToWindow(count, draw, members);
        ProblemGenerator.Windows(model.SinglePrecision, members, count, (float)dt, samples, Entries);
    }

    /// <summary>Carries many controls over the window at once, into windows that stand side by side.</summary>
    /// <param name="count">Number of controls.</param>
    /// <param name="draw">Writes control number i, without model errors.</param>
    /// <param name="windows">Receives entries x count values.</param>
    public void CarryColumns(int count, Action<int, Span<double>> draw, Span<float> windows)
    {
        int block = dimension * count;
        CarryToWindow(count, draw, windows[..block]);
        for (int at = block; at < Entries * count; at += block)
        {
            Span<float> members = windows.Slice(at, block);
            windows.Slice(at - block, block).CopyTo(members);
            model.SinglePrecision.IntegrateEnsemble(members, count, (float)dt, 1);
        }
    }

    /// <summary>
    /// The control that leads to a state at the window's start, by the model run backwards: rounding and what is off the attractor
    /// grow on the way, some thousandfold in half a time unit of Lorenz-63.
    /// </summary>
    /// <param name="state">The coordinates of the state at the window's start, replaced by the control.</param>
    public void Back(Span<double> state)
    {
        if (lead == 0)
            return;
        Span<double> physical = before;
        Start.ToPhysical(state, physical);
        for (int at = 0; at < lead; at += dimension)
        {
            model.DoublePrecision.Integrate(physical, -dt, buffer);
            buffer.CopyTo(physical);
        }

        Coordinates.ToCoordinates(physical, state);
    }

    /// <summary>The changes of the window with the control along so many directions, one in each of as many columns or more.</summary>
    private void CarryTangents(ReadOnlySpan<double> directions, int count, Span<double> window, int stride)
    {
        int block = dimension * stride, m = derivatives.Length;
        Span<double> state = window[..block];
        state.Clear();
        for (int i = 0; i < m; i++)
        {
            Span<double> row = state.Slice(Coordinates.Free[i] * stride, count);
            for (int k = 0; k < row.Length; k++)
                row[k] = derivatives[i] * directions[(i * count) + k];
        }

        for (int at = 0; at < lead; at += dimension)
            model.DoublePrecision.TangentStep(trajectory.AsSpan(at, dimension), dt, state, stride);
        for (int t = 1; t * dimension < Entries; t++)
        {
            Span<double> next = window.Slice(t * block, block);
            state.CopyTo(next);
            state = next;
            model.DoublePrecision.TangentStep(Before(t), dt, state, stride);
            for (int i = 0; i < dimension && directions.Length > m * count; i++)
                Add(directions.Slice((m + ((t - 1) * dimension) + i) * count, count), state.Slice(i * stride, count));
        }
    }

    /// <summary>The window's first states, component by component.</summary>
    private void CarryToWindow(int count, Action<int, Span<double>> draw, Span<float> members)
    {
        for (int i = 0; i < count; i++)
        {
            draw(i, drawn);
            Coordinates.ToPhysical(drawn, buffer);
            for (int c = 0; c < dimension; c++)
                members[(c * count) + i] = (float)buffer[c];
        }

        model.SinglePrecision.IntegrateEnsemble(members, count, (float)dt, lead / dimension);
    }

    /// <summary>The state before state number t of the window.</summary>
    private ReadOnlySpan<double> Before(int t) => trajectory.AsSpan(lead + ((t - 1) * dimension), dimension);

    private static void Add(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] += x[i];
    }
}
