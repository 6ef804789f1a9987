using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// Small multiples: equal panels in rows of up to three, each under its title. A row shares its vertical axis, a column its
/// horizontal one, whose labels stand under its lowest panel.
/// </summary>
internal sealed class PanelGrid
{
    private const int MaxColumns = 3;
    private const double ColumnGap = 0.18;
    private const double RowGap = 0.3;
    private const double TickStep = 0.5;

    private readonly PlotModel model;
    private readonly Theme theme;
    private readonly int panels;
    private readonly int columns;
    private readonly int rows;

    /// <summary>Adds the axes: from 0 to 1 horizontally, and one like <paramref name="vertical"/> for each row.</summary>
    public PanelGrid(PlotModel model, int panels, string horizontal, Func<LinearAxis> vertical, Theme theme)
    {
        (this.model, this.theme, this.panels) = (model, theme, panels);
        (columns, rows) = (Math.Min(panels, MaxColumns), Rows(panels));
        for (int column = 0; column < columns; column++)
            model.Axes.Add(HorizontalAxis(column, column == (columns - 1) / 2 ? horizontal : null));
        for (int row = 0; row < rows; row++)
            model.Axes.Add(VerticalAxis(vertical(), row));
        for (int cell = panels; cell < rows * columns; cell++)
            model.Annotations.Add(Cell(cell, theme.Background, theme.Background));
    }

    /// <summary>Height in SVG units of a figure with so many panels.</summary>
    public static int Height(int panels) => 110 + 150 * Rows(panels);

    /// <summary>Gives a panel its title and series.</summary>
    public void Fill(int panel, string title, params IEnumerable<XYAxisSeries> series)
    {
        model.Annotations.Add(Cell(panel, OxyColors.Transparent, theme.Grid));
        model.Annotations.Add(GridLine(panel));
        model.Annotations.Add(Text(panel, title, 0.5, top: true));
        if (panel / columns == rows - 2 && panel + columns >= panels)
        {
            foreach (double tick in (double[])[0, TickStep, 1])
                model.Annotations.Add(Text(panel, Chart.FormatTick(tick), tick, top: false));
        }

        foreach (XYAxisSeries one in series)
        {
            (one.XAxisKey, one.YAxisKey) = Keys(panel);
            model.Series.Add(one);
        }
    }

    private static int Rows(int panels) => (panels + MaxColumns - 1) / MaxColumns;

    private (string X, string Y) Keys(int cell) => ($"x{cell % columns}", $"y{cell / columns}");

    private LinearAxis HorizontalAxis(int column, string? title)
    {
        LinearAxis axis = Chart.Linear(AxisPosition.Bottom, title ?? "", new ValueRange(0, 1), theme);
        double size = 1 / (columns + ColumnGap * (columns - 1));
        (axis.Key, axis.StartPosition) = ($"x{column}", column * (1 + ColumnGap) * size);
        axis.EndPosition = axis.StartPosition + size;
        axis.MajorStep = TickStep;
        axis.MajorGridlineStyle = LineStyle.None;
        if (column + (rows - 1) * columns < panels) return axis;

        axis.LabelFormatter = _ => "";
        axis.TickStyle = TickStyle.None;
        axis.AxislineStyle = LineStyle.None;
        return axis;
    }

    private LinearAxis VerticalAxis(LinearAxis axis, int row)
    {
        double size = 1 / (rows * (1 + RowGap));
        (axis.Key, axis.StartPosition) = ($"y{row}", 1 - (row + 1) * (1 + RowGap) * size);
        axis.EndPosition = axis.StartPosition + size;
        axis.IntervalLength = 36;
        axis.CropGridlines = true;
        if (row != (rows - 1) / 2) axis.Title = "";
        return axis;
    }

    private RectangleAnnotation Cell(int cell, OxyColor fill, OxyColor stroke)
    {
        (string x, string y) = Keys(cell);
        Axis vertical = model.Axes.Single(axis => axis.Key == y);
        return new()
        {
            XAxisKey = x,
            YAxisKey = y,
            MinimumX = 0,
            MaximumX = 1,
            MinimumY = vertical.Minimum,
            MaximumY = vertical.Maximum,
            Fill = fill,
            Stroke = stroke,
            StrokeThickness = 1,
            ClipByXAxis = false,
            ClipByYAxis = false,
            Layer = AnnotationLayer.BelowSeries,
        };
    }

    private LineAnnotation GridLine(int cell)
    {
        (string x, string y) = Keys(cell);
        return new()
        {
            XAxisKey = x,
            YAxisKey = y,
            Type = LineAnnotationType.Vertical,
            X = TickStep,
            Color = theme.Grid,
            LineStyle = LineStyle.Solid,
            Layer = AnnotationLayer.BelowSeries,
        };
    }

    private TextAnnotation Text(int cell, string text, double x, bool top)
    {
        (string xKey, string yKey) = Keys(cell);
        Axis vertical = model.Axes.Single(axis => axis.Key == yKey);
        return new()
        {
            XAxisKey = xKey,
            YAxisKey = yKey,
            Text = text,
            TextColor = theme.Text,
            TextPosition = new DataPoint(x, top ? vertical.Maximum : vertical.Minimum),
            TextHorizontalAlignment = x switch
            {
                0 => HorizontalAlignment.Left,
                1 => HorizontalAlignment.Right,
                _ => HorizontalAlignment.Center,
            },
            TextVerticalAlignment = top ? VerticalAlignment.Bottom : VerticalAlignment.Top,
            Offset = new ScreenVector(0, top ? -4 : 6),
            StrokeThickness = 0,
            Padding = new OxyThickness(0),
            ClipByXAxis = false,
            ClipByYAxis = false,
        };
    }
}
