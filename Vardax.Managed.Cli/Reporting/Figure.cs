using OxyPlot;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>One figure of the report.</summary>
/// <param name="Stem">File name without its extension.</param>
/// <param name="Title">Heading of the caption.</param>
/// <param name="Height">Height in SVG units, <see cref="Svg.Width"/> wide.</param>
/// <param name="Draw">Builds the plot.</param>
/// <param name="Alt">Says in a sentence what is shown, for those who cannot see it.</param>
/// <param name="Caption">Says what is shown and how to read it.</param>
internal sealed record Figure(
    string Stem,
    string Title,
    int Height,
    Func<FigureData, Theme, PlotModel> Draw,
    Func<FigureData, string> Alt,
    Func<FigureData, string> Caption)
{
    /// <summary>The figure as the text of an SVG file.</summary>
    public string Render(FigureData data, Theme theme) =>
        Svg.Export(Draw(data, theme), Height, $"{Stem}-{theme.Name}", Alt(data));
}
