using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Optimization;

/// <summary>
/// Solves A x = b, A symmetric positive definite and known by its products, by conjugate gradients from x = 0 (Hestenes and
/// Stiefel 1952; Nocedal and Wright 2006, algorithm 5.2). Every iterate lowers 1/2 x.Ax - b.x, so one cut short is still a
/// descent direction of it. Immutable.
/// </summary>
internal sealed class ConjugateGradients
{
    /// <summary>Converged when |b - A x| &lt;= tolerance |b|.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative or not finite.</exception>
    public double Tolerance { get; init => field = Guard.NotNegative(value, nameof(Tolerance)); } = 1e-10;

    /// <summary>Most products to make.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxIterations { get; init => field = Guard.Positive(value, nameof(MaxIterations)); } = 1000;

    /// <summary>Solves one system.</summary>
    /// <param name="product">A.</param>
    /// <param name="b">n values.</param>
    /// <param name="x">Receives the n values of the last iterate; with nothing done, zeros.</param>
    /// <returns>Steps taken: 0 also where b or a product is not finite, or the first direction p has p.Ap &lt;= 0.</returns>
    /// <exception cref="ArgumentException">x and b are not of one length.</exception>
    public int Solve(SymmetricProduct product, ReadOnlySpan<double> b, Span<double> x)
    {
        ArgumentNullException.ThrowIfNull(product);
        Guard.Length(b.Length, x.Length, nameof(x));
        double[] residual = b.ToArray(), direction = b.ToArray(), image = new double[b.Length];
        x.Clear();
        double square = Reduction.Dot(residual, residual), target = Tolerance * Math.Sqrt(square);
        if (!double.IsFinite(square))
            return 0;
        for (int iteration = 0; ; iteration++)
        {
            if (Math.Sqrt(square) <= target || iteration == MaxIterations)
                return iteration;
            product(direction, image);
            double curvature = Reduction.Dot(direction, image);
            if (curvature <= 0)
                return iteration;
            double step = square / curvature, next = square;
            if (double.IsFinite(step))
            {
                Vectors.AddScaled(residual, -step, image, residual);
                next = Reduction.Dot(residual, residual);
            }

            if (!double.IsFinite(step) || !double.IsFinite(next))
                return iteration;
            Vectors.AddScaled(x, step, direction, x);
            Vectors.AddScaled(residual, next / square, direction, direction);
            square = next;
        }
    }
}
