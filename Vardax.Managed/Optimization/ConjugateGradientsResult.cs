namespace Vardax.Managed.Optimization;

/// <summary>Where conjugate gradients ended.</summary>
/// <param name="Status">How they ended.</param>
/// <param name="Iterations">Steps taken.</param>
/// <param name="ResidualNorm">|b - A x|, as the recurrence carries it.</param>
internal readonly record struct ConjugateGradientsResult(ConjugateGradientsStatus Status, int Iterations, double ResidualNorm);
