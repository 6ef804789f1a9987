using Vardax.Managed.Dynamics;

namespace Vardax.Managed.Tests.Support;

/// <summary>A vector field with its derivative J and the derivative's transpose.</summary>
internal interface IDifferentiableField : IVectorField<double>
{
    int Dimension { get; }

    void Tangent(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> result);

    void Adjoint(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> result);
}
