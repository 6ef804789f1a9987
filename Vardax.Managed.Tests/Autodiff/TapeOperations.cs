using System.Numerics;
using Vardax.Managed.Autodiff;
using Vardax.Managed.Kernels;

namespace Vardax.Managed.Tests.Autodiff;

/// <summary>Every tape operation by name, and combinations that use a variable more than once.</summary>
internal static class TapeOperations
{
    public const double Bound = 3;

    public static readonly string[] Names =
    [
        "add", "tanh", "silu", "slice", "concatenate", "gather", "matmul", "affine", "affine relu", "gaussian nll",
        "triangular gaussian nll", "triangular whiten", "gaussian mixture nll",
        "x + x", "x beside x", "x by x", "affine of x by x and x", "nll of x", "two slices", "deep",
    ];

    /// <summary>Shapes of an operation's arguments.</summary>
    public static (int Rows, int Columns)[] Shapes(string name, int rows, int columns) => name switch
    {
        "add" => [(rows, columns), (rows, columns)],
        "concatenate" => [(rows, columns), (rows, columns + 2)],
        "matmul" => [(rows, columns), (columns, rows + 4)],
        "affine" or "affine relu" => [(rows, columns), (columns, rows + 4), (1, rows + 4)],
        "gaussian nll" => [(rows, columns), (rows, columns), (rows, columns)],
        "triangular gaussian nll" or "triangular whiten" => Triangular(rows, 1 + (columns % 4)),
        "gaussian mixture nll" => [(rows, 3 * columns), (rows, 1)],
        "x by x" => [(columns, columns)],
        "affine of x by x and x" => [(1, 1)],
        "deep" => [(rows, columns), (columns, columns), (1, columns)],
        _ => [(rows, columns)],
    };

    /// <summary>Records the operation.</summary>
    public static Variable Record<T>(string name, Tape<T> tape, Variable[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int columns = x[0].Columns;
        return name switch
        {
            "add" => tape.Add(x[0], x[1]),
            "tanh" => tape.Tanh(x[0]),
            "silu" => tape.Silu(x[0]),
            "slice" => tape.Slice(x[0], columns / 3, columns - (columns / 3) - (columns / 4)),
            "concatenate" => tape.Concatenate(x[0], x[1]),
            "gather" => tape.Gather(x[0], new GatherMap(GatherIndices(columns), columns, 2 * columns)),
            "matmul" => tape.MatMul(x[0], x[1]),
            "affine" => tape.Affine(x[0], x[1], x[2]),
            "affine relu" => tape.AffineRelu(x[0], x[1], x[2]),
            "gaussian nll" => tape.GaussianNll(x[0], x[1], x[2]),
            "triangular gaussian nll" => tape.TriangularGaussianNll(x[0], x[1], x[2]),
            "triangular whiten" => tape.TriangularWhiten(x[0], x[1], x[2]),
            "gaussian mixture nll" => tape.GaussianMixtureNll(x[0], x[1], T.CreateChecked(Bound)),
            "x + x" => tape.Add(x[0], x[0]),
            "x beside x" => tape.Concatenate(x[0], x[0]),
            "x by x" => tape.MatMul(x[0], x[0]),
            "affine of x by x and x" => tape.Affine(x[0], x[0], x[0]),
            "nll of x" => tape.GaussianNll(x[0], x[0], tape.Tanh(x[0])),
            "two slices" => tape.Add(tape.Slice(x[0], 0, (columns + 1) / 2), tape.Slice(x[0], columns / 2, (columns + 1) / 2)),
            "deep" => Deep(tape, x),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Unknown operation."),
        };
    }

    /// <summary>A row turned by one, a gap, and the end of the row again: two rows of results to a row.</summary>
    public static int[] GatherIndices(int columns)
    {
        int[] turned = [.. Enumerable.Range(1, columns - 1), 0], again = [-1, .. Enumerable.Range(0, columns).Reverse(), .. Enumerable.Range(0, columns)];
        return [.. turned, .. again[..(2 * columns)], .. again[^columns..]];
    }

    private static (int Rows, int Columns)[] Triangular(int rows, int n) => [(rows, n), (rows, n * (n + 1) / 2), (rows, n)];

    // Weights used twice, the hidden layer three times.
    private static Variable Deep<T>(Tape<T> tape, Variable[] x)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Variable hidden = tape.Tanh(tape.Affine(x[0], x[1], x[2]));
        Variable again = tape.Silu(tape.Affine(hidden, x[1], x[2]));
        return tape.Add(tape.Add(hidden, again), hidden);
    }
}
