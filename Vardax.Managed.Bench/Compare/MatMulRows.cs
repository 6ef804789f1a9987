namespace Vardax.Managed.Bench.Compare;

/// <summary>Matrix products at the shapes of the workload and at larger squares, on one core.</summary>
internal static class MatMulRows
{
    // Inputs and outputs of the different linear layers; a shard of the batch of 128 has 64 rows.
    private static readonly (int Inputs, int Outputs)[] Layers = [(306, 64), (64, 64), (64, 32), (32, 64), (64, 153)];
    private const int Rows = 64;

    private static IEnumerable<Product> Products =>
    [
        .. Layers.Select(layer => new Product("forward", Rows, layer.Outputs, layer.Inputs)),
        .. Layers.Skip(1).Select(layer => new Product("dX", Rows, layer.Inputs, layer.Outputs, BTransposed: true)),
        .. Layers.Select(layer => new Product("dW", layer.Inputs, layer.Outputs, Rows, ATransposed: true)),
        .. Layers.Select(layer => new Product("batch 1", 1, layer.Outputs, layer.Inputs)),
        .. ((int[])[256, 512, 1024]).Select(size => new Product("square", size, size, size)),
    ];

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        string? openBlas = Blas.TryLoad(comparison.Skipped);
        if (openBlas is not null)
            comparison.Backends.Add(openBlas);
        foreach (Product product in Products)
        {
            double? difference = null;
            Action[] contestants = [product.RunOurs];
            if (openBlas is not null)
            {
                product.RunOurs();
                product.RunPeer();
                difference = Agreement.Require(product.Use, Agreement.Difference(product.Peer, product.Ours), 1e-5);
                contestants = [product.RunOurs, product.RunPeer];
            }

            Timings[] times = Interleaved.MeasureCalls(comparison.Options.Repetitions, contestants);
            double floor = product.Flops / comparison.Peaks.OneCore;
            string peer = openBlas is null ? "" : $"; peer: {Describe(times[1])}";
            yield return new Row($"Product {product.M} x {product.K} by {product.K} x {product.N} ({product.Use})")
            {
                Ours = times[0], Floor = floor, Difference = difference, Note = Describe(times[0]) + peer,
                Peer = openBlas is null ? null : "OpenBLAS", PeerTime = openBlas is null ? null : times[1],
            };

            string Describe(Timings time) =>
                $"{Quantity.Gflops(product.Flops, time.Best)}, {Quantity.Percent(floor / time.Best)} of peak";
        }
    }
}
