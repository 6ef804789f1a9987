using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

/// <summary>Of one component x^2 + x^3 / 10.</summary>
internal sealed class Cubic : IObservationOperator
{
    public int StateDimension => 1;

    public int ObservationDimension => 1;

    public void Apply(ReadOnlySpan<double> state, Span<double> result) => result[0] = state[0] * state[0] * (1 + (state[0] / 10));

    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) =>
        result[0] = ((2 * state[0]) + (0.3 * state[0] * state[0])) * direction[0];

    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result) =>
        result[0] = ((2 * state[0]) + (0.3 * state[0] * state[0])) * weights[0];
}
