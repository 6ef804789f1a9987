using System.Numerics;
using Vardax.Managed.Expressions;

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
        RequireState(initial, nameof(initial));
        if (states.Length % Dimension != 0)
            throw new ArgumentException($"Expected whole states of {Dimension} components, found {states.Length} values.", nameof(states));
        step.Trajectory([dt, dt / nominal], initial, states);
    }

    /// <inheritdoc/>
    public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        RequireColumns(ensemble.Length, members, nameof(ensemble), nameof(members));
        step.Run([dt, dt / nominal], [], ensemble, ensemble, members, steps);
    }

    /// <inheritdoc/>
    public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count)
    {
        RequireState(state, nameof(state));
        RequireColumns(directions.Length, count, nameof(directions), nameof(count));
        tangent.Run([dt, dt / nominal], state, directions, directions, count);
    }

    /// <inheritdoc/>
    public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
    {
        RequireState(state, nameof(state));
        RequireColumns(weights.Length, count, nameof(weights), nameof(count));
        adjoint.Run([dt, dt / nominal], state, weights, weights, count);
    }

    private void RequireState(ReadOnlySpan<T> state, string name)
    {
        if (state.Length != Dimension)
            throw new ArgumentException($"Expected a state of {Dimension} components, found {state.Length}.", name);
    }

    private void RequireColumns(int found, int count, string name, string countName)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count, countName);
        if (found != (long)Dimension * count)
            throw new ArgumentException($"Expected {Dimension} components of {count} columns, found {found} values.", name);
    }
}
