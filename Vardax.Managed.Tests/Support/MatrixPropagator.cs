using System.Numerics;
using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>The map x to A x in one precision, A row-major.</summary>
internal sealed class MatrixPropagator<T>(int dimension, T[] a) : IPropagator<T>
    where T : unmanaged, INumber<T>
{
    public int Dimension => dimension;

    public void Integrate(ReadOnlySpan<T> initial, T dt, Span<T> states)
    {
        T[] state = initial.ToArray();
        for (int at = 0; at < states.Length; at += dimension)
        {
            Apply(state, 1, transposed: false);
            state.CopyTo(states[at..]);
        }
    }

    public void IntegrateEnsemble(Span<T> ensemble, int members, T dt, int steps)
    {
        for (int step = 0; step < steps; step++)
            Apply(ensemble, members, transposed: false);
    }

    public void TangentStep(ReadOnlySpan<T> state, T dt, Span<T> directions, int count) =>
        Apply(directions, count, transposed: false);

    public void AdjointStep(ReadOnlySpan<T> state, T dt, Span<T> weights, int count) => Apply(weights, count, transposed: true);

    private void Apply(Span<T> x, int columns, bool transposed)
    {
        T[] before = x.ToArray();
        x.Clear();
        for (int i = 0; i < dimension; i++)
        {
            Span<T> row = x.Slice(i * columns, columns);
            for (int k = 0; k < dimension; k++)
            {
                T factor = transposed ? a[(k * dimension) + i] : a[(i * dimension) + k];
                for (int j = 0; j < row.Length; j++)
                    row[j] += factor * before[(k * columns) + j];
            }
        }
    }
}
