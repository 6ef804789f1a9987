using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Autodiff;

/// <summary>The formulas of <see cref="TapeOperations"/> entry by entry in dual numbers: value and exact tangent.</summary>
internal static class DualOperations
{
    public static Dual[,] Evaluate(string name, Dual[][,] x)
    {
        int columns = x[0].GetLength(1);
        return name switch
        {
            "add" => Map(x[0], x[1], (a, b) => a + b),
            "tanh" => Map(x[0], Dual.Tanh),
            "silu" => Map(x[0], Silu),
            "slice" => Slice(x[0], columns / 3, columns - (columns / 3) - (columns / 4)),
            "concatenate" => Beside(x[0], x[1]),
            "gather" => Gather(x[0], TapeOperations.GatherIndices(columns), 2 * columns),
            "matmul" => Product(x[0], x[1]),
            "affine" => Affine(x[0], x[1], x[2]),
            "affine relu" => Map(Affine(x[0], x[1], x[2]), Dual.Relu),
            "gaussian nll" => Nll(x[0], x[1], x[2]),
            "triangular gaussian nll" => TriangularNll(Whiten(x[0], x[1], x[2])),
            "triangular whiten" => Whiten(x[0], x[1], x[2]),
            "gaussian mixture nll" => MixtureNll(x[0], x[1]),
            "x + x" => Map(x[0], a => a + a),
            "x beside x" => Beside(x[0], x[0]),
            "x by x" => Product(x[0], x[0]),
            "affine of x by x and x" => Affine(x[0], x[0], x[0]),
            "nll of x" => Nll(x[0], x[0], Map(x[0], Dual.Tanh)),
            "two slices" => Map(Slice(x[0], 0, (columns + 1) / 2), Slice(x[0], columns / 2, (columns + 1) / 2), (a, b) => a + b),
            "deep" => Deep(x[0], x[1], x[2]),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown operation."),
        };
    }

    private static Dual[,] Gather(Dual[,] x, int[] indices, int columns)
    {
        int perRow = indices.Length / columns;
        return Fill(x.GetLength(0) * perRow, columns, (i, j) => indices[(i % perRow * columns) + j] is var at and >= 0 ? x[i / perRow, at] : default);
    }

    private static Dual Silu(Dual x) => x * Dual.Sigmoid(x);

    private static Dual[,] Deep(Dual[,] x, Dual[,] weight, Dual[,] bias)
    {
        Dual[,] hidden = Map(Affine(x, weight, bias), Dual.Tanh);
        Dual[,] again = Map(Affine(hidden, weight, bias), Silu);
        return Map(hidden, again, (h, a) => h + a + h);
    }

    private static Dual[,] Affine(Dual[,] x, Dual[,] weight, Dual[,] bias)
    {
        Dual[,] product = Product(x, weight);
        return Fill(product.GetLength(0), product.GetLength(1), (i, j) => product[i, j] + bias[0, j]);
    }

    private static Dual[,] Product(Dual[,] x, Dual[,] y) =>
        Fill(x.GetLength(0), y.GetLength(1), (i, j) => Sum(y.GetLength(0), k => x[i, k] * y[k, j]));

    private static Dual[,] Nll(Dual[,] mean, Dual[,] logVariance, Dual[,] x) => Fill(mean.GetLength(0), 1, (i, _) =>
        0.5 * Sum(mean.GetLength(1), j =>
        {
            Dual residual = x[i, j] - mean[i, j];
            return (residual * residual / Dual.Exp(logVariance[i, j])) + logVariance[i, j] + Math.Log(2 * Math.PI);
        }));

    /// <summary>U (x - m), and -log det U in the last column.</summary>
    private static Dual[,] Whiten(Dual[,] mean, Dual[,] factor, Dual[,] x)
    {
        int n = mean.GetLength(1);
        Dual Entry(int row, int i, int j) => i == j ? Dual.Exp(factor[row, i]) : factor[row, n + (i * (i - 1) / 2) + j];
        return Fill(mean.GetLength(0), n + 1, (row, i) => i == n
            ? -1 * Sum(n, j => factor[row, j])
            : Sum(i + 1, j => Entry(row, i, j) * (x[row, j] - mean[row, j])));
    }

    private static Dual[,] TriangularNll(Dual[,] white)
    {
        int n = white.GetLength(1) - 1;
        return Fill(white.GetLength(0), 1, (row, _) =>
            white[row, n] + (0.5 * Sum(n, j => (white[row, j] * white[row, j]) + Math.Log(2 * Math.PI))));
    }

    /// <summary>The densities themselves, added: no logarithms until the end.</summary>
    private static Dual[,] MixtureNll(Dual[,] mixture, Dual[,] x)
    {
        int count = mixture.GetLength(1) / 3;
        return Fill(x.GetLength(0), 1, (row, _) =>
        {
            Dual weights = Sum(count, k => Dual.Exp(mixture[row, k]));
            Dual density = Sum(count, k =>
            {
                Dual scale = Dual.Exp(TapeOperations.Bound * Dual.Tanh(mixture[row, (2 * count) + k] / TapeOperations.Bound));
                Dual z = scale * (x[row, 0] - mixture[row, count + k]);
                return Dual.Exp(mixture[row, k]) * scale * Dual.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI);
            });
            return -1 * Dual.Log(density / weights);
        });
    }

    private static Dual[,] Slice(Dual[,] x, int start, int columns) =>
        Fill(x.GetLength(0), columns, (i, j) => x[i, start + j]);

    private static Dual[,] Beside(Dual[,] x, Dual[,] y)
    {
        int left = x.GetLength(1);
        return Fill(x.GetLength(0), left + y.GetLength(1), (i, j) => j < left ? x[i, j] : y[i, j - left]);
    }

    private static Dual[,] Map(Dual[,] x, Func<Dual, Dual> f) => Fill(x.GetLength(0), x.GetLength(1), (i, j) => f(x[i, j]));

    private static Dual[,] Map(Dual[,] x, Dual[,] y, Func<Dual, Dual, Dual> f) =>
        Fill(x.GetLength(0), x.GetLength(1), (i, j) => f(x[i, j], y[i, j]));

    private static Dual[,] Fill(int rows, int columns, Func<int, int, Dual> entry)
    {
        var result = new Dual[rows, columns];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                result[i, j] = entry(i, j);
        }

        return result;
    }

    private static Dual Sum(int count, Func<int, Dual> term)
    {
        Dual sum = 0;
        for (int i = 0; i < count; i++)
            sum += term(i);
        return sum;
    }
}
