using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>A linear operator against its matrix by plain loops.</summary>
internal static class OperatorChecks
{
    public static void IsTheMatrix(IObservationOperator h, double[] matrix)
    {
        (int p, int n) = (h.ObservationDimension, h.StateDimension);
        double[] x = Numbers.Normal(1, n), w = Numbers.Normal(2, p), seen = new double[p], back = Numbers.Normal(3, n);
        double[] expected = PlainMatrix.Multiply(matrix, x, p, n, 1);
        h.Apply(x, seen);
        CloseAssert.Absolute(expected, seen, 1e-12 * n);
        h.Tangent(Numbers.Normal(4, n), x, seen);
        CloseAssert.Absolute(expected, seen, 1e-12 * n);
        h.Adjoint(Numbers.Normal(4, n), w, back);
        CloseAssert.Absolute(PlainMatrix.Multiply(w, matrix, 1, p, n), back, 1e-12 * n);
        foreach (int columns in new[] { 1, 2, 5 })
        {
            double[] directions = Numbers.Normal(5, n * columns), product = new double[p * columns];
            h.Tangent(x, directions, product, columns);
            CloseAssert.Absolute(PlainMatrix.Multiply(matrix, directions, p, n, columns), product, 1e-12 * n);
        }
    }
}
