using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Series;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Tests.Cli;

public class ComparisonFigureTests
{
    public static TheoryData<string> Stems => ["comparison-trajectories", "comparison-rmse", "comparison-latency"];

    [Theory]
    [MemberData(nameof(Stems))]
    public void Every_figure_names_every_method_in_both_themes(string stem)
    {
        Figure figure = Single(SampleFigureData.Comparison(SampleFigureData.Methods()), stem);
        foreach (Theme theme in (Theme[])[Theme.Light, Theme.Dark])
        {
            string[] texts = Texts(figure.Render(theme));
            Assert.All(SampleFigureData.MethodNames, name => Assert.Single(texts, text => text == name));
        }

        Assert.All(SampleFigureData.MethodNames, name => Assert.Contains(name, figure.Alt, StringComparison.Ordinal));
        Assert.DoesNotContain("Left out", figure.Caption, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stems))]
    public void A_method_that_is_not_a_number_is_left_out_and_named_in_the_caption(string stem)
    {
        ComparedMethod lost = SampleFigureData.Method("weak_4dvar", double.NaN, 3);
        Figure figure = Single(SampleFigureData.Comparison([.. SampleFigureData.Methods()[..2], lost]), stem);
        string svg = figure.Render(Theme.Light);
        Assert.DoesNotContain("weak_4dvar", Texts(svg));
        Assert.DoesNotContain("weak_4dvar", figure.Alt, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
        Assert.EndsWith(": weak_4dvar.", figure.Caption, StringComparison.Ordinal);
    }

    [Fact]
    public void Observations_are_marks_and_what_is_missing_leaves_a_gap()
    {
        ComparisonFigureData data = SampleFigureData.Comparison(SampleFigureData.Methods()[..1]);
        data.Observations[0] = [.. data.Observations[0].Where((_, i) => i is < 3 or > 7)];
        data.Methods[0].Estimate[0].AsSpan(400, 100).Fill(float.NaN);
        LineSeries[] lines = [.. ComparisonTrajectoriesFigure.Draw(data, Theme.Light).Series.OfType<LineSeries>()];
        LineSeries seen = Assert.Single(lines, line => line.Title == "observations");
        Assert.Equal((LineStyle.None, MarkerType.Cross), (seen.LineStyle, seen.MarkerType));
        Assert.Equal(data.Observations[0].Select(o => (double)o.Time), seen.Points.Select(point => point.X));
        LineSeries estimate = Assert.Single(lines, line => line.Title == "oi");
        Assert.Equal(Enumerable.Range(400, 100), Enumerable.Range(0, 1001).Where(t => !estimate.Points[t].IsDefined()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.PositiveInfinity)]
    public void A_latency_that_no_logarithmic_axis_can_show_is_named_in_the_caption(double runtimeMs)
    {
        ComparedMethod instant = SampleFigureData.Method("oi", 1, runtimeMs);
        Figure figure = Single(SampleFigureData.Comparison([.. SampleFigureData.Methods()[1..3], instant]), "comparison-latency");
        Assert.DoesNotContain("oi", Texts(figure.Render(Theme.Light)));
        Assert.EndsWith(": oi.", figure.Caption, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Stems))]
    public void No_method_or_none_that_can_be_shown_still_gives_a_figure(string stem)
    {
        ComparedMethod lost = SampleFigureData.Method("oi", double.NaN, double.NaN);
        foreach (ComparedMethod[] methods in (ComparedMethod[][])[[], [lost]])
            Assert.NotEmpty(Texts(Single(SampleFigureData.Comparison(methods), stem).Render(Theme.Light)));
    }

    [Fact]
    public void A_method_far_off_does_not_set_the_scale()
    {
        ComparedMethod[] good = SampleFigureData.Methods()[1..3];
        ComparedMethod far = SampleFigureData.Method("oi", 0.5, 0.01);
        far = far with
        {
            Estimate = [.. far.Estimate.Select(values => values.Select(v => 1e12f * v).ToArray())],
            RmseTrace = [.. far.RmseTrace.Select(v => 1e12f * v)],
            RmseAssim = 1e12,
        };
        foreach (Figure figure in ComparisonFigures.Of(SampleFigureData.Comparison([far, .. good])))
            Assert.True(LargestTick(figure) < 100, $"{figure.Stem} has a tick at {LargestTick(figure)}");
    }

    [Fact]
    public void Names_in_the_latency_figure_do_not_overlap_where_points_coincide()
    {
        ComparedMethod[] methods =
            [.. SampleFigureData.MethodNames.Select(name => SampleFigureData.Method(name, 0.3, 2))];
        XElement svg = XElement.Parse(Single(SampleFigureData.Comparison(methods), "comparison-latency").Render(Theme.Light));
        (string Name, double X, double Y)[] places =
        [
            .. svg.Descendants().Where(e => e.Name.LocalName == "text" && SampleFigureData.MethodNames.Contains(e.Value))
                .Select(Place),
        ];
        Assert.Equal(methods.Length, places.Length);
        for (int i = 0; i < places.Length; i++)
            for (int j = 0; j < i; j++)
            {
                double across = Math.Abs(places[i].X - places[j].X), down = Math.Abs(places[i].Y - places[j].Y);
                double halves = 3 * (places[i].Name.Length + places[j].Name.Length);
                Assert.True(down > 15 || across > halves, $"{places[i]} and {places[j]} overlap");
            }
    }

    [Fact]
    public void Output_is_stable_to_the_byte_in_any_culture()
    {
        string[] Rendered() =>
            [.. ComparisonFigures.Of(SampleFigureData.Comparison(SampleFigureData.Methods())).Select(f => f.Render(Theme.Dark))];
        string[] once = Rendered();
        CultureInfo before = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        commas.NumberFormat.NumberDecimalSeparator = ",";
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal(once, Rendered());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Palettes_have_ten_colours_that_differ_and_stand_out_from_the_background()
    {
        foreach (Theme theme in (Theme[])[Theme.Light, Theme.Dark])
        {
            Assert.Equal(10, theme.Methods.Distinct().Count());
            Assert.All(theme.Methods, color => Assert.True(Contrast(color, theme.Background) > 3, $"{theme.Name}: {color}"));
        }
    }

    private static Figure Single(ComparisonFigureData data, string stem) =>
        ComparisonFigures.Of(data).Single(f => f.Stem == stem);

    private static string[] Texts(string svg) =>
        [.. XElement.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];

    private static double LargestTick(Figure figure) => Texts(figure.Render(Theme.Light))
        .Max(text => double.TryParse(text, CultureInfo.InvariantCulture, out double tick) ? tick : 0);

    private static (string Name, double X, double Y) Place(XElement text)
    {
        string[] numbers = text.Attribute("transform")!.Value.Split(['(', ',', ' ', ')'], StringSplitOptions.RemoveEmptyEntries);
        double Number(int index) => double.Parse(numbers[index], CultureInfo.InvariantCulture);
        return (text.Value, Number(1), Number(2));
    }

    /// <summary>Contrast ratio of two colours (WCAG 2.2, relative luminance).</summary>
    private static double Contrast(OxyPlot.OxyColor a, OxyPlot.OxyColor b)
    {
        static double Linear(byte value) =>
            value / 255.0 is var c && c <= 0.04045 ? c / 12.92 : Math.Pow((c + 0.055) / 1.055, 2.4);
        static double Luminance(OxyPlot.OxyColor c) => 0.2126 * Linear(c.R) + 0.7152 * Linear(c.G) + 0.0722 * Linear(c.B);
        (double first, double second) = (Luminance(a) + 0.05, Luminance(b) + 0.05);
        return Math.Max(first, second) / Math.Min(first, second);
    }
}
