using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>A model whose every trajectory and ensemble pass a gate.</summary>
internal sealed class GatedModel(IDynamicalModel inner, Gate gate) : IDynamicalModel
{
    public string Name => inner.Name;

    public IReadOnlyList<string> Components => inner.Components;

    public IReadOnlyDictionary<string, double> Parameters => inner.Parameters;

    public IPropagator<float> SinglePrecision { get; } = new Propagator<float>(inner.SinglePrecision, gate);

    public IPropagator<double> DoublePrecision { get; } = new Propagator<double>(inner.DoublePrecision, gate);

    private sealed class Propagator<T>(IPropagator<T> inner, Gate gate) : IPropagator<T>
    {
        public int Dimension => inner.Dimension;

        public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
        {
            gate.Pass();
            inner.Integrate(initial, dt, states);
        }

        public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
        {
            gate.Pass();
            inner.IntegrateEnsemble(ensemble, members, dt, steps);
        }

        public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count) =>
            inner.TangentStep(state, dt, directions, count);

        public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count) =>
            inner.AdjointStep(state, dt, weights, count);
    }
}
