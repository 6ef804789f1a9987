namespace Vardax.Managed.Models;

/// <summary>The Cholesky factor of a small matrix, column by column: ONNX factors none.</summary>
internal static class OnnxCholesky
{
    /// <summary>E with E E^T = V, lower triangular, n x n in double precision.</summary>
    /// <param name="graph">What the constants go to.</param>
    /// <param name="body">What the nodes go to.</param>
    /// <param name="rest">V, n x n in double precision.</param>
    /// <param name="n">Rows.</param>
    public static string Factor(OnnxGraph graph, OnnxGraph body, string rest, int n)
    {
        var columns = new string[n];
        for (int k = 0; k < n; k++)
        {
            string index = graph.Indices($"factor.index.{k}", [k]);
            string left = body.Node("Gather", $"factor.left.{k}", [rest, index], ("axis", 1));
            string root = body.Node("Sqrt", $"factor.root.{k}", [body.Node("Gather", $"factor.pivot.{k}", [left, index], ("axis", 0))]);
            columns[k] = body.Node("Div", $"factor.column.{k}", [left, root]);
            if (k == n - 1)
                break;
            string row = body.Node("Div", $"factor.row.{k}", [body.Node("Gather", $"factor.above.{k}", [rest, index], ("axis", 0)), root]);
            rest = body.Node("Sub", $"factor.rest.{k}", [rest, body.Node("Mul", $"factor.product.{k}", [columns[k], row])]);
        }

        // Rounding leaves something above the diagonal.
        string all = body.Node("Concat", "factor.columns", columns, ("axis", 1));
        return body.Node("Trilu", "factor.lower", [all], ("upper", 0));
    }
}
