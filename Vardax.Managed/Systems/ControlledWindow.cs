using System.Numerics;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Systems;

/// <summary>
/// The window that a control determines: the model carries the state some steps before the window over it, with the derivative by
/// any root of the control's covariance. Holds its buffers: one instance serves one thread and allocates nothing per window.
/// </summary>
internal sealed class ControlledWindow
{
    private readonly IDynamicalModel model;
    private readonly double dt;
    private readonly int dimension, lead, columns;
    private readonly double[] trajectory, tangents, buffer;
    private float[] ensemble = [];

    public ControlledWindow(ProblemSettings settings, int leadSteps)
    {
        (model, dt, dimension) = (settings.Model, settings.Dt, settings.StateDimension);
        (Entries, lead) = (settings.WindowEntries, leadSteps * dimension);
        // Whole vectors of columns: those beyond the root's stay zero.
        int width = Vector<double>.Count;
        columns = (dimension + width - 1) / width * width;
        (trajectory, buffer) = (new double[lead + Entries], new double[dimension]);
        tangents = new double[Entries * columns];
    }

    /// <summary>Entries of the window.</summary>
    public int Entries { get; }

    /// <summary>The window of the last control carried.</summary>
    public ReadOnlySpan<double> Window => trajectory.AsSpan(lead);

    /// <summary>The derivative of window entry <paramref name="entry"/> by the coordinates of the root.</summary>
    public ReadOnlySpan<double> Tangent(int entry) => tangents.AsSpan(entry * columns, dimension);

    /// <summary>Carries a control over the window.</summary>
    public void Carry(ReadOnlySpan<double> control)
    {
        control.CopyTo(trajectory);
        model.DoublePrecision.Integrate(control, dt, trajectory.AsSpan(dimension));
    }

    /// <summary>Carries a root of the covariance, dimension x dimension, along the last control's trajectory.</summary>
    public void CarryRoot(ReadOnlySpan<double> root)
    {
        int block = dimension * columns;
        Span<double> state = tangents.AsSpan(0, block);
        state.Clear();
        for (int i = 0; i < dimension; i++)
            root.Slice(i * dimension, dimension).CopyTo(state[(i * columns)..]);
        for (int at = 0; at < lead; at += dimension)
            model.DoublePrecision.TangentStep(trajectory.AsSpan(at, dimension), dt, state, columns);
        for (int at = block, from = lead; at < tangents.Length; at += block, from += dimension)
        {
            state.CopyTo(tangents.AsSpan(at, block));
            state = tangents.AsSpan(at, block);
            model.DoublePrecision.TangentStep(trajectory.AsSpan(from, dimension), dt, state, columns);
        }
    }

    /// <summary>The window, and the standard deviations that the root carried implies: the norms of the tangents' rows.</summary>
    public void Marginals(Span<float> mean, Span<float> standardDeviation)
    {
        for (int e = 0; e < Entries; e++)
        {
            mean[e] = (float)trajectory[lead + e];
            standardDeviation[e] = (float)Math.Sqrt(Reduction.Dot(Tangent(e), Tangent(e)));
        }
    }

    /// <summary>Carries many controls over the window at once.</summary>
    /// <param name="count">Number of controls.</param>
    /// <param name="draw">Writes control number i.</param>
    /// <param name="samples">Receives count x entries values.</param>
    public void CarryMany(int count, Action<int, Span<double>> draw, Span<float> samples)
    {
        if (ensemble.Length < dimension * count)
            ensemble = new float[dimension * count];
        Span<float> members = ensemble.AsSpan(0, dimension * count);
        for (int i = 0; i < count; i++)
        {
            draw(i, buffer);
            for (int c = 0; c < dimension; c++)
                members[(c * count) + i] = (float)buffer[c];
        }

        model.SinglePrecision.IntegrateEnsemble(members, count, (float)dt, lead / dimension);
        for (int first = 0; first < Entries; first += dimension)
        {
            if (first > 0)
                model.SinglePrecision.IntegrateEnsemble(members, count, (float)dt, 1);
            for (int c = 0; c < dimension; c++)
            {
                ReadOnlySpan<float> component = members.Slice(c * count, count);
                for (int i = 0; i < count; i++)
                    samples[(i * Entries) + first + c] = component[i];
            }
        }
    }

    /// <summary>
    /// The control that leads to a state at the window's start, by the model run backwards: rounding and what is off the attractor
    /// grow on the way, some thousandfold in half a time unit of Lorenz-63.
    /// </summary>
    /// <param name="state">The state at the window's start, replaced by the control.</param>
    /// <param name="steps">How many steps back.</param>
    public void Back(Span<double> state, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            model.DoublePrecision.Integrate(state, -dt, buffer);
            buffer.CopyTo(state);
        }
    }
}
