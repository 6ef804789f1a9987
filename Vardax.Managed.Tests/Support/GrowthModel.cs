using System.Numerics;
using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>x' = r x with a constant growth factor r, and a constant f that does nothing: linear in the logarithms of x and r.</summary>
internal sealed record GrowthModel : IDynamicalModel
{
    public string Name => "growth";

    public IReadOnlyList<string> Components { get; } = ["x", "r", "f"];

    public IReadOnlyDictionary<string, double> Parameters { get; } = new Dictionary<string, double>();

    public IPropagator<float> SinglePrecision { get; } = new Propagator<float>();

    public IPropagator<double> DoublePrecision { get; } = new Propagator<double>();

    public bool Equals(GrowthModel? other) => other is not null;

    public override int GetHashCode() => 1;

    private sealed class Propagator<T> : IPropagator<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public int Dimension => 3;

        public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
        {
            (T x, T r, T f) = (initial[0], initial[1], initial[2]);
            for (int at = 0; at < states.Length; at += 3)
                (states[at], states[at + 1], states[at + 2]) = (x *= r, r, f);
        }

        public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                for (int i = 0; i < members; i++)
                    ensemble[i] *= ensemble[members + i];
            }
        }

        public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count)
        {
            for (int i = 0; i < count; i++)
                directions[i] = (state[1] * directions[i]) + (state[0] * directions[count + i]);
        }

        public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
        {
            for (int i = 0; i < count; i++)
            {
                weights[count + i] += state[0] * weights[i];
                weights[i] *= state[1];
            }
        }
    }
}
