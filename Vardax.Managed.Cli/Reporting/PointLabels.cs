using OxyPlot;
using OxyPlot.Annotations;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>
/// Names beside the points of a scatter chart. Each goes to the first place around its point that is free of other points, bars
/// and names, or else to the least crowded; a line leads to a name that is not next to its point.
/// </summary>
internal sealed class PointLabels(IReadOnlyList<PointLabel> labels, Theme theme) : Annotation
{
    private const double Distance = 11;
    private const double LineHeight = 19;
    private const int Rings = 6;

    /// <inheritdoc/>
    public override void Render(IRenderContext rc)
    {
        List<OxyRect> taken = [.. labels.Select(Mark)];
        foreach (PointLabel label in labels)
        {
            ScreenPoint point = Transform(new DataPoint(label.X, label.Y));
            double width = rc.MeasureText(label.Text, ActualFont, ActualFontSize, ActualFontWeight).Width + 2;
            OxyRect place = Places(point, width).MinBy(candidate => Crowding(candidate, taken));
            taken.Add(place);
            double side = Math.Clamp(point.X, place.Left, place.Right);
            if (Math.Abs(place.Center.Y - point.Y) > 1.5 * LineHeight)
            {
                rc.DrawLine([point, new(side, place.Center.Y)], theme.Muted, 1,
                    EdgeRenderingMode.PreferGeometricAccuracy, [], LineJoin.Miter);
            }

            rc.DrawText(place.Center, label.Text, theme.Text, ActualFont, ActualFontSize, ActualFontWeight, 0,
                HorizontalAlignment.Center, VerticalAlignment.Middle);
        }
    }

    private OxyRect Mark(PointLabel label)
    {
        ScreenPoint low = Transform(new DataPoint(label.X, label.Lower)), high = Transform(new DataPoint(label.X, label.Upper));
        return new OxyRect(low.X - 6, high.Y - 6, 12, low.Y - high.Y + 12);
    }

    /// <summary>Rectangles for a name: right, left, above and below the point, then right and left ever farther.</summary>
    private static IEnumerable<OxyRect> Places(ScreenPoint point, double width)
    {
        OxyRect At(double left, double middle) => new(left, middle - LineHeight / 2, width, LineHeight);
        (double right, double left) = (point.X + Distance, point.X - Distance - width);
        yield return At(right, point.Y);
        yield return At(left, point.Y);
        yield return At(point.X - width / 2, point.Y - LineHeight);
        yield return At(point.X - width / 2, point.Y + LineHeight);
        for (int ring = 1; ring <= Rings; ring++)
            foreach (double middle in (double[])[point.Y - ring * LineHeight, point.Y + ring * LineHeight])
            {
                yield return At(right, middle);
                yield return At(left, middle);
            }
    }

    private double Crowding(OxyRect place, List<OxyRect> taken)
    {
        double outside = place.Width * place.Height - Overlap(place, PlotModel.PlotArea);
        return 10 * outside + taken.Sum(other => Overlap(place, other));
    }

    private static double Overlap(OxyRect a, OxyRect b) =>
        Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left))
        * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
}
