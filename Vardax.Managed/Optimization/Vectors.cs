using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>The few vector operations the minimisers are written with.</summary>
internal static class Vectors
{
    /// <summary>|x|.</summary>
    public static double Norm(ReadOnlySpan<double> x) => Math.Sqrt(Reduction.Dot(x, x));

    /// <summary>destination = x + factor direction; the destination may be either source.</summary>
    public static void AddScaled(
        ReadOnlySpan<double> x, double factor, ReadOnlySpan<double> direction, Span<double> destination) =>
        Elementwise.Map(direction, x, destination, new VectorAddScaled<double>(factor));

    /// <summary>x = factor x.</summary>
    public static void Scale(Span<double> x, double factor) => Elementwise.Map(x, x, new VectorScale<double>(factor));
}
