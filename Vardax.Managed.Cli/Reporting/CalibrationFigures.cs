using Vardax.Managed.Calibration;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The figures of a posterior's calibration that its data allow, in the order the report shows them.</summary>
internal static class CalibrationFigures
{
    /// <summary>All figures; each is also written to a file of its own.</summary>
    public static IReadOnlyList<Figure> Of(CalibrationReport data)
    {
        List<Figure> figures = [];
        if (EcdfFigure.Panels(data) is > 0 and int curves)
        {
            figures.Add(new("calibration-ecdf", "Ranks of the truth", PanelGrid.Height(curves),
                theme => EcdfFigure.Draw(data, theme), EcdfFigure.Alt(data), EcdfFigure.Caption(data)));
        }

        if (RankHistogramFigure.Panels(data) is > 0 and int histograms)
        {
            figures.Add(new("calibration-ranks", "Rank histograms", PanelGrid.Height(histograms),
                theme => RankHistogramFigure.Draw(data, theme),
                RankHistogramFigure.Alt(data), RankHistogramFigure.Caption(data)));
        }

        if (data.Coverage.Count > 0)
        {
            figures.Add(new("calibration-coverage", "Coverage", 500,
                theme => CoverageFigure.Draw(data, theme), CoverageFigure.Alt(data), CoverageFigure.Caption(data)));
        }

        if (ZScoreFigure.Applies(data))
        {
            figures.Add(new("calibration-zscore", "Sensitivity", 480,
                theme => ZScoreFigure.Draw(data, theme), ZScoreFigure.Alt(data), ZScoreFigure.Caption(data)));
        }

        return figures;
    }
}
