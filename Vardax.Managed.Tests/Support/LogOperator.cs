using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

/// <summary>The logarithm of the first component: what an instrument with lognormal errors sees.</summary>
internal sealed record LogOperator(int StateDimension) : IObservationOperator
{
    public int ObservationDimension => 1;

    public void Apply(ReadOnlySpan<double> state, Span<double> result) => result[0] = Math.Log(state[0]);

    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result) =>
        result[0] = direction[0] / state[0];

    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        result[..StateDimension].Clear();
        result[0] = weights[0] / state[0];
    }
}
