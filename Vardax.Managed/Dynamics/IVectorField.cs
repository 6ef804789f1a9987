namespace Vardax.Managed.Dynamics;

/// <summary>The right-hand side f of x' = f(x), its derivative, and the derivative's transpose.</summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public interface IVectorField<T>
{
    /// <summary>Components of a state.</summary>
    int Dimension { get; }

    /// <summary>derivative = f(x).</summary>
    void Evaluate(ReadOnlySpan<T> x, Span<T> derivative);

    /// <summary>Tangent: result = J(x) direction, J the Jacobian of f.</summary>
    void Tangent(ReadOnlySpan<T> x, ReadOnlySpan<T> direction, Span<T> result);

    /// <summary>Adjoint: result = J(x)^T weights.</summary>
    void Adjoint(ReadOnlySpan<T> x, ReadOnlySpan<T> weights, Span<T> result);
}
