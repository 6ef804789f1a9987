using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Systems;

/// <summary>x' = x if |x| is below a bound, and infinity otherwise: what diverges is known from the initial state.</summary>
internal sealed class DivergingModel(double bound) : IDynamicalModel
{
    public string Name => "diverging";

    public IReadOnlyList<string> Components { get; } = ["x"];

    public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double>();

    public IPropagator<float> SinglePrecision { get; } = new Propagator<float>((float)bound);

    public IPropagator<double> DoublePrecision { get; } = new Propagator<double>(bound);

    private sealed class Propagator<T>(T bound) : IPropagator<T>
        where T : unmanaged, System.Numerics.IBinaryFloatingPointIeee754<T>
    {
        public int Dimension => 1;

        public void Integrate(ReadOnlySpan<T> state, T dt, Span<T> states)
        {
            T x = state[0];
            for (int i = 0; i < states.Length; i++)
                states[i] = x = Next(x);
        }

        public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
        {
            for (int i = 0; i < members; i++)
                ensemble[i] = steps > 0 ? Next(ensemble[i]) : ensemble[i];
        }

        public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> tangents, int columns)
        {
        }

        public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> adjoints, int columns)
        {
        }

        private T Next(T x) => T.Abs(x) < bound ? x : T.PositiveInfinity;
    }
}
