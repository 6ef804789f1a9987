using OxyPlot;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>One figure of a report, bound to its data.</summary>
/// <param name="Stem">File name without its extension.</param>
/// <param name="Title">Heading of the caption.</param>
/// <param name="Height">Height in SVG units, <see cref="Svg.Width"/> wide.</param>
/// <param name="Draw">Builds the plot.</param>
/// <param name="Alt">Says in a sentence what is shown, for those who cannot see it.</param>
/// <param name="Caption">Says what is shown and how to read it.</param>
internal sealed record Figure(
    string Stem, string Title, int Height, Func<Theme, PlotModel> Draw, string Alt, string Caption)
{
    /// <summary>The figure as the text of an SVG file.</summary>
    public string Render(Theme theme) => Svg.Export(Draw(theme), Height, $"{Stem}-{theme.Name}", Alt);
}
