namespace Vardax.Managed.Persistence;

/// <summary>The Cholesky factor of small matrices, column by column: ONNX factors none.</summary>
internal static class OnnxCholesky
{
    /// <summary>E with E E^T = V, lower triangular, batch x n x n in single precision.</summary>
    /// <param name="graph">What the nodes go to.</param>
    /// <param name="rest">V, batch x n x n in double precision.</param>
    /// <param name="n">Rows.</param>
    public static string Factor(OnnxGraph graph, string rest, int n)
    {
        var columns = new string[n];
        for (int k = 0; k < n; k++)
        {
            string index = graph.Indices($"factor.index.{k}", [k]);
            string column = graph.Node("Gather", $"factor.left.{k}", [rest, index], ("axis", 2));
            string root = graph.Node(
                "Sqrt", $"factor.root.{k}", [graph.Node("Gather", $"factor.pivot.{k}", [column, index], ("axis", 1))]);
            columns[k] = graph.Node("Div", $"factor.column.{k}", [column, root]);
            if (k == n - 1)
                break;
            string row = graph.Node("Gather", $"factor.above.{k}", [rest, index], ("axis", 1));
            string product = graph.Node("Mul", $"factor.product.{k}", [columns[k], graph.Node("Div", $"factor.row.{k}", [row, root])]);
            rest = graph.Node("Sub", $"factor.rest.{k}", [rest, product]);
        }

        // Rounding leaves something above the diagonal.
        string all = graph.Node("Concat", "factor.columns", columns, ("axis", 2));
        string lower = graph.Node("Trilu", "factor.lower", [all], ("upper", 0));
        return graph.Node("Cast", "factor", [lower], ("to", OnnxGraph.Single));
    }
}
