namespace Vardax.Managed.Dynamics;

/// <summary>The right-hand side f of x' = f(x).</summary>
/// <typeparam name="T"><c>float</c> or <c>double</c>.</typeparam>
public interface IVectorField<T>
{
    /// <summary>derivative = f(x).</summary>
    void Evaluate(ReadOnlySpan<T> x, Span<T> derivative);
}
