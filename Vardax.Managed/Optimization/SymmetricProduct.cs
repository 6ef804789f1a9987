namespace Vardax.Managed.Optimization;

/// <summary>result = A x of a symmetric matrix A that need not be stored.</summary>
/// <param name="x">n values.</param>
/// <param name="result">Receives n values; does not overlap x.</param>
internal delegate void SymmetricProduct(ReadOnlySpan<double> x, Span<double> result);
