using System.Numerics;
using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>The map x to A x in one precision, A 2 x 2, row-major.</summary>
internal sealed class LinearPropagator<T>(T[] a) : IPropagator<T>
    where T : unmanaged, INumber<T>
{
    public int Dimension => 2;

    public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
    {
        (T u, T v) = (initial[0], initial[1]);
        for (int at = 0; at < states.Length; at += 2)
        {
            Apply(u, v, states.Slice(at, 2));
            (u, v) = (states[at], states[at + 1]);
        }
    }

    public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
    {
        Span<T> next = stackalloc T[2];
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < members; i++)
            {
                Apply(ensemble[i], ensemble[members + i], next);
                (ensemble[i], ensemble[members + i]) = (next[0], next[1]);
            }
        }
    }

    public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count) =>
        IntegrateEnsemble(directions, count, dt, 1);

    public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count)
    {
        for (int i = 0; i < count; i++)
        {
            (T u, T v) = (weights[i], weights[count + i]);
            (weights[i], weights[count + i]) = ((a[0] * u) + (a[2] * v), (a[1] * u) + (a[3] * v));
        }
    }

    private void Apply(T u, T v, Span<T> result) => (result[0], result[1]) = ((a[0] * u) + (a[1] * v), (a[2] * u) + (a[3] * v));
}
