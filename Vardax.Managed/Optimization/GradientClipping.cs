using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>Clipping by global norm (Pascanu, Mikolov and Bengio 2013).</summary>
internal static class GradientClipping
{
    /// <summary>The Euclidean norm of the whole gradient.</summary>
    public static double GlobalNorm(ReadOnlySpan<float> gradient) => Math.Sqrt(Reduction.SumOfSquares(gradient));

    /// <summary>What to multiply a gradient of norm <paramref name="norm"/> by so that it is at most
    /// <paramref name="maxNorm"/>: min(1, maxNorm / norm).</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not positive.</exception>
    public static double Scale(double norm, double maxNorm) => norm > Guard.Positive(maxNorm) ? maxNorm / norm : 1;
}
