namespace Vardax.Managed.Tests.Support;

/// <summary>Dense matrices by the plainest loops, row-major: what faster code is set against.</summary>
internal static class PlainMatrix
{
    public static double[] Identity(int n)
    {
        var matrix = new double[n * n];
        for (int i = 0; i < n; i++)
            matrix[(i * n) + i] = 1;
        return matrix;
    }

    /// <summary>A B, of rows x inner and inner x columns.</summary>
    public static double[] Multiply(double[] a, double[] b, int rows, int inner, int columns)
    {
        Assert.Equal((rows * inner, inner * columns), (a.Length, b.Length));
        var product = new double[rows * columns];
        for (int i = 0; i < rows; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                double factor = a[(i * inner) + k];
                if (factor == 0)
                    continue;
                for (int j = 0; j < columns; j++)
                    product[(i * columns) + j] += factor * b[(k * columns) + j];
            }
        }

        return product;
    }

    public static double[] Transpose(double[] a, int rows, int columns)
    {
        var transposed = new double[a.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                transposed[(j * rows) + i] = a[(i * columns) + j];
        }

        return transposed;
    }

    /// <summary>A^-1 and log |det A|, by Gauss-Jordan elimination with row pivots.</summary>
    public static (double[] Inverse, double LogDeterminant) Invert(double[] matrix, int n)
    {
        double[] a = [.. matrix], inverse = Identity(n);
        double log = 0;
        for (int p = 0; p < n; p++)
        {
            int pivot = Enumerable.Range(p, n - p).MaxBy(i => Math.Abs(a[(i * n) + p]));
            for (int j = 0; j < n; j++)
            {
                (a[(p * n) + j], a[(pivot * n) + j]) = (a[(pivot * n) + j], a[(p * n) + j]);
                (inverse[(p * n) + j], inverse[(pivot * n) + j]) = (inverse[(pivot * n) + j], inverse[(p * n) + j]);
            }

            double value = a[(p * n) + p];
            log += Math.Log(Math.Abs(value));
            for (int j = 0; j < n; j++)
            {
                a[(p * n) + j] /= value;
                inverse[(p * n) + j] /= value;
            }

            for (int i = 0; i < n; i++)
            {
                double factor = a[(i * n) + p];
                if (i == p || factor == 0)
                    continue;
                for (int j = 0; j < n; j++)
                {
                    a[(i * n) + j] -= factor * a[(p * n) + j];
                    inverse[(i * n) + j] -= factor * inverse[(p * n) + j];
                }
            }
        }

        return (inverse, log);
    }

    /// <summary>G G^T / n + I / 2 with standard normal G, scaled: positive definite and well conditioned.</summary>
    public static double[] RandomCovariance(int seed, int n, double scale = 1)
    {
        double[] g = Numbers.Normal(seed, n * n), c = Multiply(g, Transpose(g, n, n), n, n, n);
        for (int i = 0; i < c.Length; i++)
            c[i] = scale * scale * ((c[i] / n) + (i % (n + 1) == 0 ? 0.5 : 0));
        return c;
    }
}
