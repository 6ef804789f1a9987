namespace Vardax.Managed.Tests.Support;

/// <summary>The right-hand side of Lorenz's equations, written apart from the library's.</summary>
internal sealed class Lorenz63Field(double sigma = 10, double rho = 28, double beta = 8.0 / 3) : IDifferentiableField
{
    public int Dimension => 3;

    public void Evaluate(ReadOnlySpan<double> x, Span<double> derivative) => (derivative[0], derivative[1], derivative[2]) =
        (sigma * (x[1] - x[0]), (x[0] * (rho - x[2])) - x[1], (x[0] * x[1]) - (beta * x[2]));

    public void Tangent(ReadOnlySpan<double> x, ReadOnlySpan<double> direction, Span<double> result)
    {
        (double u, double v, double w) = (direction[0], direction[1], direction[2]);
        (result[0], result[1], result[2]) =
            (sigma * (v - u), (u * (rho - x[2])) - v - (x[0] * w), (u * x[1]) + (x[0] * v) - (beta * w));
    }

    public void Adjoint(ReadOnlySpan<double> x, ReadOnlySpan<double> weights, Span<double> result)
    {
        (double u, double v, double w) = (weights[0], weights[1], weights[2]);
        (result[0], result[1], result[2]) =
            ((-sigma * u) + ((rho - x[2]) * v) + (x[1] * w), (sigma * u) - v + (x[0] * w), (-x[0] * v) - (beta * w));
    }
}
