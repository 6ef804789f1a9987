using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Tests.Cli;

public class TableTests
{
    private static readonly string[] Methods = ["polished", "incremental_4dvar"];

    /// <summary>Every number stands whole on a line that begins with its row's name, at every width that has room for two columns.</summary>
    [Theory]
    [InlineData(44)]
    [InlineData(61)]
    [InlineData(80)]
    [InlineData(200)]
    public void No_line_is_wider_and_no_number_is_cut(int width)
    {
        ReportTable table = Wide();
        string[] lines = Lines(width, table);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        foreach (string[] row in table.Rows)
        {
            string[] numbers = [.. lines.Where(line => line.StartsWith(row[0], StringComparison.Ordinal))
                .SelectMany(line => line[row[0].Length..].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
            Assert.Equal(row[1..], numbers);
        }
    }

    [Theory]
    [InlineData(72, 1)]
    [InlineData(69, 1)]
    [InlineData(68, 2)]
    [InlineData(45, 2)]
    [InlineData(44, 3)]
    public void What_fits_stands_in_one_block_and_what_does_not_is_stacked(int width, int blocks) =>
        Assert.Equal(blocks, Lines(width, Wide()).Count(line => line.StartsWith('─')));

    [Fact]
    public void Words_go_on_in_the_next_line_under_their_column()
    {
        var table = new ReportTable("", ["", "n", "status"], [["a", "1", "not usable: the window has values that are far from any other"]], "")
        {
            EndsInWords = true,
        };
        string[] lines = [.. Lines(40, table).SkipWhile(line => !line.StartsWith('a')).TakeWhile(line => line.Length > 0)];
        Assert.Equal(["a  1  not usable: the window has values", "      that are far from any other"], lines);
    }

    [Fact]
    public void The_note_is_wrapped_and_each_item_begins_a_line()
    {
        var table = new ReportTable("caption", ["", "n"], [["a", "1"]], "one two three four five six\nseven");
        Assert.Equal(["one two three four", "five six", "seven", ""], Lines(20, table)[^5..^1]);
    }

    [Fact]
    public void Names_come_out_escaped()
    {
        var table = new ReportTable("a\u001b[31m", ["", "b\u009b"], [["c\n", "\u202e1"]], "d\u0007");
        Assert.Equal(
            ["a\\u001B[31m", "", "         b\\u009B", "────────────────", "c\\u000A  \\u202E1", "", "d\\u0007", "", ""], Lines(80, table));
    }

    /// <summary>The tables of a run, as a file gets them.</summary>
    [Fact]
    public async Task The_commands_write_at_most_80_columns()
    {
        string[] small = ["--t-assim", "10", "--t-total", "20", "--steps", "3", "--preset", "attractor"];
        using var folder = new TemporaryFolder();
        string model = Path.Combine(folder.Path, "m.safetensors");
        string[][] commands =
        [
            ["run", .. small, "--held-out", "16", "--gates", "20", "--recalibrate", "0"],
            ["compare", .. small, "--oracle-draws", "1000", "--starts", "4", "--problems", "3", "--recalibrate", "0"],
            ["train", .. small, "--held-out", "16", "--gates", "20", "--recalibrate", "0", "--out", model],
            ["calibrate", "--model", model, "--runs", "20", "--samples", "19", "--agreement", "0", "--adjoint", "0"],
        ];
        foreach (string[] command in commands)
        {
            (_, string output, string error) = await CommandLine.Run(command);
            Assert.True(output.Length > 0, error);
            Assert.All(output.Split('\n').Where(line => !line.Contains(model, StringComparison.Ordinal)), line => Assert.InRange(line.Length, 0, 80));
        }
    }

    private static ReportTable Wide() => new(
        "A table", ["", "rmse_assim", "rmse_forecast", "nll"],
        [.. Methods.Select((name, i) => (string[])[name, $"{i}.1234 (0.1200 to 0.1300)", $"{i}.5 (0.4 to 0.6)", "-96.3196"])], "");

    private static string[] Lines(int width, ReportTable table)
    {
        StringWriter writer = new();
        Tables.Write(writer, [table], width);
        return writer.ToString().Split('\n');
    }
}
