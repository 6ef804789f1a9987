using System.Xml.Linq;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Reporting;

namespace Vardax.Managed.Tests.Cli;

public class CalibrationFigureTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(12)]
    public void Figures_are_well_formed_and_name_every_quantity(int quantities)
    {
        CalibrationReport data = SampleFigureData.Calibration(quantities);
        IReadOnlyList<Figure> figures = CalibrationFigures.Of(data);
        Assert.Equal(
            ["calibration-ecdf", "calibration-ranks", "calibration-coverage", "calibration-zscore"], figures.Select(f => f.Stem));
        foreach (Figure figure in figures.Where(f => f.Stem != "calibration-coverage"))
        {
            string svg = figure.Render(Theme.Dark);
            Assert.DoesNotContain("NaN", svg, StringComparison.Ordinal);
            string[] texts = Texts(svg);
            Assert.All(data.Quantities, q => Assert.Single(texts, t => t == q.Name || t == $"{q.Name} (outside)"));
        }

        string coverage = figures[2].Render(Theme.Light);
        Assert.All(data.Coverage, curve => Assert.Contains(curve.Name, Texts(coverage)));
    }

    [Fact]
    public void Only_a_curve_that_leaves_its_band_is_marked()
    {
        CalibrationReport data = SampleFigureData.Calibration(5);
        Figure figure = CalibrationFigures.Of(data)[0];
        Assert.Equal(
            ["y at t = 1 (outside)"],
            Texts(figure.Render(Theme.Light)).Where(t => t.EndsWith("(outside)", StringComparison.Ordinal)));
        Assert.EndsWith(": y at t = 1.", figure.Alt, StringComparison.Ordinal);

        EcdfCurve inside = data.Quantities[0].Ecdf;
        Assert.False(inside.IsOutside);
        foreach (double value in (double[])[1, -1, double.NaN])
        {
            double[] moved = [.. inside.Difference];
            moved[50] = value;
            Assert.True(new EcdfCurve(inside.Points, moved, inside.Lower, inside.Upper).IsOutside);
        }
    }

    [Fact]
    public void The_warning_colour_appears_only_where_something_is_outside()
    {
        OxyPlot.OxyColor warning = Theme.Light.Observation;
        int Count(int quantities) => CalibrationFigures.Of(SampleFigureData.Calibration(quantities))[0].Render(Theme.Light)
            .Split($"stroke:rgb({warning.R},{warning.G},{warning.B})").Length - 1;
        const int inLegend = 1;
        Assert.Equal(inLegend, Count(4));
        Assert.Equal(inLegend + 1, Count(5));
    }

    [Fact]
    public void A_figure_without_data_is_not_made()
    {
        Assert.Empty(CalibrationFigures.Of(SampleFigureData.Report([], [])));
        CalibrationReport ranks = SampleFigureData.Report([SampleFigureData.Quantity("x", 0, narrow: false, scores: 0)], []);
        Assert.Equal(["calibration-ecdf", "calibration-ranks"], CalibrationFigures.Of(ranks).Select(f => f.Stem));
    }

    [Fact]
    public void Output_is_stable_to_the_byte()
    {
        string[] Rendered() =>
            [.. CalibrationFigures.Of(SampleFigureData.Calibration(4)).Select(f => f.Render(Theme.Light) + f.Alt + f.Caption)];
        Assert.Equal(Rendered(), Rendered());
    }

    private static string[] Texts(string svg) =>
        [.. XElement.Parse(svg).Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
}
