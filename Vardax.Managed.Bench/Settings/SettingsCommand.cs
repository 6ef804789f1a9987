using System.Text;
using Vardax.Managed.Bench.Compare;
using Vardax.Managed.Experiments;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Settings;

/// <summary>
/// <c>settings</c>: the default training at settings beside the preset, polished and alone, against multi-start 4DVar and the exact oracle on
/// the same problems, as Markdown tables.
/// </summary>
internal static class SettingsCommand
{
    /// <summary>Runs it; progress goes to standard error.</summary>
    public static int Run(string[] args)
    {
        if (SettingsOptions.Parse(args) is not { } options)
        {
            Console.Error.WriteLine("usage: " + SettingsOptions.Usage);
            return 2;
        }

        try
        {
            List<SettingsRow> rows = [];
            foreach (string row in options.Rows)
            {
                Console.Error.WriteLine(row);
                rows.Add(Measure(row, options));
                if (options.Out is { } path)
                    File.WriteAllText(path, Text(rows));
            }

            Console.Write(Text(rows));
            return 0;
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }

    private static string Text(List<SettingsRow> rows)
    {
        var text = new StringBuilder();
        Append(SettingsRow.ScoreColumns, row => row.ScoreCells());
        text.Append('\n');
        Append(SettingsRow.RatioColumns, row => row.RatioCells());
        return text.ToString();

        void Append(string[] columns, Func<SettingsRow, string[]> cells)
        {
            MarkdownTable.Append(text, columns);
            MarkdownTable.Append(text, [.. columns.Select(_ => "---")]);
            foreach (SettingsRow row in rows)
                MarkdownTable.Append(text, cells(row));
        }
    }

    private static SettingsRow Measure(string row, SettingsOptions options)
    {
        ProblemSettings settings = SettingsOptions.Read(row);
        ComparisonResult result = new MethodComparison
        {
            Settings = settings, Problems = options.Problems, OracleDraws = options.OracleDraws,
            Methods = [AnalysisMethod.Amortized, AnalysisMethod.Polished, AnalysisMethod.StrongFourDVar, AnalysisMethod.Oracle],
        }.Run();
        return new SettingsRow(row, result, new CalibrationExperiment { Settings = settings, Runs = options.Runs }.Judge(result.Model!));
    }
}
