using System.Numerics;
using Vardax.Managed.Expressions;
using Vardax.Managed.Guards;

namespace Vardax.Managed.Dynamics;

/// <summary>
/// The step of a <see cref="DynamicalSystem"/> in one precision, its tangent and its adjoint, each a program of the same machine. The
/// derivatives' coefficients depend on the state alone and are computed once for all columns.
/// </summary>
internal sealed class GraphPropagator<T> : IPropagator<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LaneFunction<T> step, tangent, adjoint;
    private readonly T nominal;

    public GraphPropagator(LaneProgram step, LaneProgram tangent, LaneProgram adjoint, double? nominalStep)
    {
        (this.step, this.tangent, this.adjoint) = (new(step), new(tangent), new(adjoint));
        nominal = T.CreateChecked(nominalStep ?? 1);
    }

    /// <inheritdoc/>
    public int Dimension => step.InputDimension;

    /// <inheritdoc/>
    public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
    {
        Guard.State(Dimension, initial.Length, nameof(initial));
        if (states.Length % Dimension != 0)
            throw new ArgumentException($"Expected whole states of {Dimension} components, found {states.Length} values.", nameof(states));
        step.Trajectory([dt, dt / nominal], initial, states);
    }

    /// <inheritdoc/>
    public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Guard.Columns(Dimension, members, ensemble.Length, nameof(ensemble));
        step.Run([dt, dt / nominal], [], ensemble, ensemble, members, steps);
    }

    /// <inheritdoc/>
    public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count)
    {
        Guard.State(Dimension, state.Length, nameof(state));
        Guard.Columns(Dimension, count, directions.Length, nameof(directions));
        tangent.Run([dt, dt / nominal], state, directions, directions, count);
    }

    /// <inheritdoc/>
    public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
    {
        Guard.State(Dimension, state.Length, nameof(state));
        Guard.Columns(Dimension, count, weights.Length, nameof(weights));
        adjoint.Run([dt, dt / nominal], state, weights, weights, count);
    }
}
