using Vardax.Managed.Dynamics;
using Vardax.Managed.Gaussians;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The control is the state at the window's start (strong constraint: x_{k+1} = M(x_k)), or that and one model error per step (weak
/// constraint: x_{k+1} = M(x_k) + eta_k), as many as the prior has variables for. With lead-in steps the state controlled is that
/// many steps before the window, from which the model is perfect.
/// </summary>
internal sealed class TrajectoryControl : ControlModel
{
    private readonly IPropagator<double> model;
    private readonly double dt;
    private readonly int dimension, lead;
    private readonly bool forced;
    private readonly double[] control, change, trajectory;

    public TrajectoryControl(IPropagator<double> model, double dt, int steps, Gaussian prior, int leadSteps = 0)
        : base(prior, (steps + 1) * model.Dimension)
    {
        (this.model, this.dt, dimension, lead) = (model, dt, model.Dimension, leadSteps * model.Dimension);
        forced = prior.Dimension == Entries;
        if (!forced && prior.Dimension != dimension)
        {
            throw new ArgumentException(
                $"Expected a prior of {dimension} variables, or of {Entries} with model errors, found {prior.Dimension}.", nameof(prior));
        }

        (control, change, trajectory) = (new double[prior.Dimension], new double[prior.Dimension], new double[lead + Entries]);
    }

    /// <inheritdoc/>
    public override void Forward(ReadOnlySpan<double> v, Span<double> window)
    {
        Control(v, control);
        control.AsSpan(0, dimension).CopyTo(trajectory);
        int perfect = forced ? lead : trajectory.Length - dimension;
        model.Integrate(control.AsSpan(0, dimension), dt, trajectory.AsSpan(dimension, perfect));
        for (int at = dimension + perfect; at < trajectory.Length; at += dimension)
        {
            Span<double> state = trajectory.AsSpan(at, dimension);
            model.Integrate(trajectory.AsSpan(at - dimension, dimension), dt, state);
            Add(control.AsSpan(at - lead, dimension), state);
        }

        trajectory.AsSpan(lead).CopyTo(window);
    }

    /// <inheritdoc/>
    public override void Tangent(ReadOnlySpan<double> direction, Span<double> window)
    {
        Prior.Covariance.MultiplyRoot(direction, change);
        Span<double> first = window[..dimension];
        change.AsSpan(0, dimension).CopyTo(first);
        for (int at = 0; at < lead; at += dimension)
            model.TangentStep(trajectory.AsSpan(at, dimension), dt, first, 1);
        for (int at = dimension; at < Entries; at += dimension)
        {
            Span<double> state = window.Slice(at, dimension);
            window.Slice(at - dimension, dimension).CopyTo(state);
            model.TangentStep(trajectory.AsSpan(lead + at - dimension, dimension), dt, state, 1);
            if (forced)
                Add(change.AsSpan(at, dimension), state);
        }
    }

    /// <inheritdoc/>
    public override void Adjoint(Span<double> weights, Span<double> result)
    {
        // Backwards, the adjoint of x_{k+1} is also that of eta_k.
        for (int at = Entries - dimension; at > 0; at -= dimension)
        {
            Span<double> state = weights.Slice(at, dimension);
            if (forced)
                state.CopyTo(change.AsSpan(at));
            model.AdjointStep(trajectory.AsSpan(lead + at - dimension, dimension), dt, state, 1);
            Add(state, weights.Slice(at - dimension, dimension));
        }

        Span<double> first = weights[..dimension];
        for (int at = lead - dimension; at >= 0; at -= dimension)
            model.AdjointStep(trajectory.AsSpan(at, dimension), dt, first, 1);
        first.CopyTo(change);
        Prior.Covariance.MultiplyTransposedRoot(change, result);
    }

    /// <inheritdoc/>
    public override void TangentMatrix(Span<double> matrix)
    {
        double[] root = Prior.Covariance.Root();
        int block = dimension * Parameters;
        Span<double> first = matrix[..block];
        root.AsSpan(0, block).CopyTo(first);
        for (int at = 0; at < lead; at += dimension)
            model.TangentStep(trajectory.AsSpan(at, dimension), dt, first, Parameters);
        for (int t = 1; t * dimension < Entries; t++)
        {
            Span<double> state = matrix.Slice(t * block, block);
            matrix.Slice((t - 1) * block, block).CopyTo(state);
            model.TangentStep(trajectory.AsSpan(lead + ((t - 1) * dimension), dimension), dt, state, Parameters);
            if (forced)
                Add(root.AsSpan(t * block, block), state);
        }
    }

    private static void Add(ReadOnlySpan<double> x, Span<double> y)
    {
        for (int i = 0; i < y.Length; i++)
            y[i] += x[i];
    }
}
