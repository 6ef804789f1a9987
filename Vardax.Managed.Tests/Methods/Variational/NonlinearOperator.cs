using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>A user's operator: H(x) = (x_0^2 + x_1, |x|, sin x_{n-1}); its derivatives can be made wrong.</summary>
internal sealed class NonlinearOperator(int dimension, double tangentFactor = 1, double adjointFactor = 1) : IObservationOperator
{
    public int StateDimension => dimension;

    public int ObservationDimension => 3;

    public void Apply(ReadOnlySpan<double> state, Span<double> result) =>
        (result[0], result[1], result[2]) = ((state[0] * state[0]) + state[1], Norm(state), Math.Sin(state[^1]));

    public void Tangent(ReadOnlySpan<double> state, ReadOnlySpan<double> direction, Span<double> result)
    {
        result[0] = tangentFactor * ((2 * state[0] * direction[0]) + direction[1]);
        result[1] = GradientCheck.Dot(state, direction) / Norm(state);
        result[2] = Math.Cos(state[^1]) * direction[^1];
    }

    public void Adjoint(ReadOnlySpan<double> state, ReadOnlySpan<double> weights, Span<double> result)
    {
        for (int i = 0; i < dimension; i++)
            result[i] = weights[1] * state[i] / Norm(state);
        result[0] += adjointFactor * 2 * state[0] * weights[0];
        result[1] += weights[0];
        result[dimension - 1] += Math.Cos(state[^1]) * weights[2];
    }

    private static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(GradientCheck.Dot(x, x));
}
