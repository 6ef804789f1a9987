using System.Xml;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Whatever others chose to call a thing, no character of it acts on a terminal or breaks a page.</summary>
public class PrintableTests
{
    // C0, DEL and C1; marks of direction; line ends of Unicode; invisible characters; what XML does not allow.
    private static readonly int[] Harmful =
    [
        .. Enumerable.Range(0, 0x20), .. Enumerable.Range(0x7f, 0x21), 0xad, 0x61c, 0x180e, .. Enumerable.Range(0x200b, 5),
        .. Enumerable.Range(0x2028, 7), .. Enumerable.Range(0x2060, 16), 0xfeff, .. Enumerable.Range(0xfff9, 3), 0xfffe, 0xffff,
        0x1d173, 0x1fffe, .. Enumerable.Range(0xe0001, 1), .. Enumerable.Range(0xe0020, 0x60), 0x10ffff,
    ];

    private static readonly string[] Plain = ["", "obs.csv", "naïve Größe", "μ² ≤ 3", "日本語.npy", "العربية", "עברית", "\ud83d\ude00", "a\\b", "e\u0301"];

    [Fact]
    public void Harmful_characters_are_escaped_by_their_number()
    {
        foreach (int value in Harmful)
        {
            string escape = value > 0xffff ? $"\\U{value:X8}" : $"\\u{value:X4}";
            Assert.Equal($"a{escape}b", Printable.Line($"a{char.ConvertFromUtf32(value)}b"));
        }
    }

    [Fact]
    public void Lone_surrogates_are_escaped_and_pairs_are_not()
    {
        for (int value = 0xd800; value <= 0xdfff; value++)
            Assert.Equal($"a\\u{value:X4}b", Printable.Line($"a{(char)value}b"));
        Assert.Equal("\\uDE00\\uD83D", Printable.Line("\ude00\ud83d"));
    }

    [Fact]
    public void What_only_shows_itself_stays()
    {
        Assert.All(Plain, text => Assert.Same(text, Printable.Line(text)));
        for (int value = ' '; value < 0x7f; value++)
            Assert.Equal($"{(char)value}", Printable.Line($"{(char)value}"));
        Assert.Null(Printable.Line(null));
    }

    /// <summary>Every command that quotes a name, an argument or a line of a file, with every character that may do harm.</summary>
    [Theory]
    [InlineData("info", "?")]
    [InlineData("info", "--?")]
    [InlineData("?")]
    [InlineData("run", "--preset", "?")]
    [InlineData("run", "--steps", "?")]
    [InlineData("run", "--components", "x,?")]
    [InlineData("run", "--ste?ps", "5")]
    [InlineData("compare", "--methods", "?")]
    [InlineData("calibrate", "--model", "?")]
    [InlineData("analyze", "--model", "m", "--format", "?")]
    [InlineData("analyze", "--model", "m", "--quantiles", "?")]
    [InlineData("export", "m", "--out", "m.?")]
    [InlineData("import", "?", "--out", "m.safetensors")]
    [InlineData("completion", "?")]
    public async Task Messages_quote_them_escaped_on_one_line(params string[] args)
    {
        foreach (int value in Harmful.Append(0xd800).Append(0xdc00))
        {
            string harmful = value is 0xd800 or 0xdc00 ? $"{(char)value}" : char.ConvertFromUtf32(value);
            (int exitCode, string output, string error) = await CommandLine.Run([.. args.Select(arg => arg.Replace("?", $"a{harmful}b", StringComparison.Ordinal))]);
            Assert.InRange(exitCode, 1, 2);
            Assert.Equal("", output);
            Assert.EndsWith("\n", error, StringComparison.Ordinal);
            Assert.Equal(error[..^1], Printable.Line(error[..^1]));
        }
    }

    /// <summary>A plot and a page with them are well-formed XML, in which only the line ends are controls.</summary>
    [Fact]
    public void Figures_and_pages_hold_them_escaped()
    {
        string name = string.Concat(Harmful.Select(char.ConvertFromUtf32)) + "\ud800 <b> & \"";
        PlotModel Draw(Theme theme)
        {
            PlotModel plot = Chart.Create(name, theme);
            plot.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = name });
            plot.Series.Add(new LineSeries { Title = name, Points = { new DataPoint(0, 0), new DataPoint(1, 1) } });
            plot.Annotations.Add(new TextAnnotation { Text = name, TextPosition = new DataPoint(0.5, 0.5) });
            return plot;
        }

        Figure figure = new("stem", name, 300, Draw, name, name);
        string svg = figure.Render(Theme.Light);
        string page = HtmlReport.Render(new ReportData
        {
            Title = name, Summary = name, Settings = [(name, name)], Tables = [new(name, ["", name], [[name, name]], name)],
            Figures = [figure], Command = name, Version = name,
        });
        foreach (string text in (string[])[svg, page])
        {
            Assert.Contains("\\u001B", text, StringComparison.Ordinal);
            Assert.All(text.Split('\n'), line => Assert.Equal(line, Printable.Line(line)));
        }

        using var reader = XmlReader.Create(new StringReader(svg));
        while (reader.Read())
            Assert.NotEqual("b", reader.Name);
    }
}
