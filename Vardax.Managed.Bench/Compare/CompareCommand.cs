namespace Vardax.Managed.Bench.Compare;

/// <summary><c>compare</c>: ours against native backends and the hardware's limits, as one Markdown table.</summary>
internal static class CompareCommand
{
    private static readonly (string Name, Func<Comparison, IEnumerable<Row>> Rows)[] Groups =
    [
        ("training", TrainingRows.Measure),
        ("first-call", FirstCallRows.Measure),
        ("analysis", AnalysisRows.Measure),
        ("forecast", ForecastRows.Measure),
        ("ensemble", EnsembleRows.Measure),
        ("problems", ProblemRows.Measure),
        ("products", MatMulRows.Measure),
        ("samples", SampleRows.Measure),
        ("systems", SystemRows.Measure),
        ("memory", MemoryRows.Measure),
        ("scaling", ScalingRows.Measure),
    ];

    /// <summary>Runs it; progress goes to standard error.</summary>
    public static int Run(string[] args)
    {
        if (args is ["--openblas-speed"])
        {
            Console.WriteLine(Blas.MeasureSpeed());
            return 0;
        }

        if (CompareOptions.Parse(args) is not { } options || options.Only.Except(Groups.Select(group => group.Name)).Any())
        {
            Console.Error.WriteLine("usage: " + CompareOptions.Usage);
            Console.Error.WriteLine("parts: " + string.Join(", ", Groups.Select(group => group.Name)));
            return 2;
        }

        if (options.Export is { } folder)
        {
            ExportFolder.Write(folder, new ReferenceWork());
            return 0;
        }

        using var comparison = new Comparison(options);
        var rows = new List<Row>();
        try
        {
            foreach ((string name, Func<Comparison, IEnumerable<Row>> measure) in Groups)
            {
                if (options.Only is not [] && !options.Only.Contains(name))
                    continue;
                Console.Error.WriteLine($"measuring: {name}");
                rows.AddRange(measure(comparison));
            }
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }

        string report = Report(comparison, rows);
        Console.Write(report);
        if (options.Out is { } path)
            File.WriteAllText(path, report);
        return 0;
    }

    private static string Report(Comparison comparison, List<Row> rows) =>
        $"""
        {Machine.Describe(comparison)}

        Times are the best (and the median) of so many runs, ours and the peer's in turn; ratios are of the best times (and of the
        medians). Outputs were compared before any clock started; a peer whose losses or results differ stops the comparison.

        {MarkdownTable.Render(rows)}
        {string.Join("\n", comparison.Skipped.Distinct())}

        """;
}
