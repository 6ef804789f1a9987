using Vardax.Managed.Kernels;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Kernels;

public sealed class SymmetricEigenTests
{
    public static TheoryData<int, int> Cases
    {
        get
        {
            var cases = new TheoryData<int, int>();
            for (int n = 1; n <= 10; n++)
            {
                cases.Add(n, n);
                cases.Add(n, 100 + n);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_matrix_is_V_diag_V_transposed_with_orthonormal_V_and_values_from_the_largest_on(int n, int seed)
    {
        double[] g = Numbers.Normal(seed, n * n), a = new double[n * n];
        for (int i = 0; i < a.Length; i++)
            a[i] = g[i] + g[(i % n * n) + (i / n)];
        (double[] values, double[] v) = Decompose(a, n);
        double[] transposed = PlainMatrix.Transpose(v, n, n);
        CloseAssert.Absolute(PlainMatrix.Identity(n), PlainMatrix.Multiply(transposed, v, n, n, n), 1e-13 * n, "V^T V");
        double[] scaled = [.. v.Select((x, i) => x * values[i % n])];
        CloseAssert.Absolute(a, PlainMatrix.Multiply(scaled, transposed, n, n, n), 1e-12, "V diag V^T");
        Assert.Equal(values.OrderDescending(), values);
    }

    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(2, -1, 2)]
    [InlineData(0, 1, 0)]
    [InlineData(-3, 0.5, 4)]
    [InlineData(1, 1, 1)]
    [InlineData(0, 0, 0)]
    [InlineData(5, 0, -1)]
    [InlineData(1e-200, 1e-201, 3e-200)]
    [InlineData(1e200, 1e199, 3e200)]
    public void Two_by_two_has_a_closed_form(double a, double b, double c)
    {
        (double[] values, double[] v) = Decompose([a, b, b, c], 2);
        double scale = Math.Max(Math.Abs(a), Math.Max(Math.Abs(b), Math.Abs(c)));
        double middle = (a + c) / 2, half = double.Hypot((a - c) / 2, b);
        CloseAssert.Absolute([middle + half, middle - half], values, 1e-15 * 4 * scale, "values");
        for (int k = 0; k < 2; k++)
        {
            (double x, double y) = (v[k], v[2 + k]);
            CloseAssert.Absolute(values[k] * x, (a * x) + (b * y), 1e-14 * scale, $"vector {k}");
            CloseAssert.Absolute(values[k] * y, (b * x) + (c * y), 1e-14 * scale, $"vector {k}");
        }
    }

    /// <summary>
    /// A = D C D with D = (1, 1e-3, 1e-6) has values near 1, 1e-6 and 1e-12. Their reference: the smallest is the inverse of the
    /// largest of D^-1 C^-1 D^-1, found by power iteration, and the middle one is what the determinant leaves.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void The_small_values_of_a_graded_matrix_are_accurate_relative_to_themselves(int seed)
    {
        double[] d = [1, 1e-3, 1e-6], o = Numbers.Uniform(seed, 3, -0.4, 0.4);
        double[] c = [1, o[0], o[1], o[0], 1, o[2], o[1], o[2], 1];
        double[] a = [.. c.Select((x, i) => x * d[i / 3] * d[i % 3])];
        (double[] inverse, double logDeterminant) = PlainMatrix.Invert(c, 3);
        double smallest = 1 / Largest([.. inverse.Select((x, i) => x / (d[i / 3] * d[i % 3]))]), largest = Largest(a);
        double middle = Math.Exp(logDeterminant) * 1e-18 / (smallest * largest);

        (double[] values, _) = Decompose(a, 3);
        CloseAssert.Relative(largest, values[0], 1e-14, "largest");
        CloseAssert.Relative(middle, values[1], 1e-13, "middle");
        CloseAssert.Relative(smallest, values[2], 1e-13, "smallest");
        // The diagonal alone, or an error of rounding relative to the whole matrix, would not do.
        Assert.True(Math.Abs(smallest - 1e-12) > 1e-15);
    }

    private static (double[] Values, double[] V) Decompose(double[] a, int n)
    {
        double[] values = new double[n], v = new double[n * n];
        SymmetricEigen.Decompose([.. a], n, values, v);
        return (values, v);
    }

    private static double Largest(double[] a)
    {
        double[] x = [1, 1, 1];
        double value = 0;
        for (int i = 0; i < 100; i++)
        {
            x = PlainMatrix.Multiply(a, x, 3, 3, 1);
            value = Math.Sqrt(x.Sum(e => e * e));
            x = [.. x.Select(e => e / value)];
        }

        return value;
    }
}
