using OxyPlot;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>One palette for figures and page: colour-blind safe (after Okabe and Ito), on a light or a dark background.</summary>
internal sealed record Theme
{
    /// <summary>Dark lines on white: the theme of the figure files.</summary>
    public static Theme Light { get; } = new()
    {
        Name = "light",
        Background = OxyColors.White,
        Surface = OxyColor.FromRgb(0xF3, 0xF4, 0xF6),
        Text = OxyColor.FromRgb(0x1F, 0x23, 0x28),
        Muted = OxyColor.FromRgb(0x57, 0x60, 0x6A),
        Grid = OxyColor.FromRgb(0xD8, 0xDC, 0xE1),
        Window = OxyColor.FromArgb(0x24, 0x57, 0x60, 0x6A),
        Truth = OxyColors.Black,
        Estimate = OxyColor.FromRgb(0x1A, 0x80, 0xD4),
        Band = OxyColor.FromArgb(0x4D, 0x56, 0xB4, 0xE9),
        Observation = OxyColor.FromRgb(0xD4, 0x1E, 0x1E),
        Baseline = OxyColor.FromRgb(0xB8, 0x6E, 0x00),
        Methods =
        [
            OxyColor.FromRgb(0x00, 0x72, 0xB2), OxyColor.FromRgb(0xD5, 0x5E, 0x00), OxyColor.FromRgb(0x00, 0x87, 0x5F),
            OxyColor.FromRgb(0xB0, 0x44, 0x8C), OxyColor.FromRgb(0xB8, 0x6E, 0x00), OxyColor.FromRgb(0x2E, 0x95, 0xD3),
            OxyColor.FromRgb(0x7A, 0x74, 0x00), OxyColor.FromRgb(0x5B, 0x3F, 0xA8), OxyColor.FromRgb(0x7A, 0x3E, 0x12),
            OxyColor.FromRgb(0x6B, 0x72, 0x80),
        ],
    };

    /// <summary>Bright lines on near-black, for the report where the reader prefers a dark page.</summary>
    public static Theme Dark { get; } = new()
    {
        Name = "dark",
        Background = OxyColor.FromRgb(0x12, 0x16, 0x1B),
        Surface = OxyColor.FromRgb(0x1D, 0x23, 0x2A),
        Text = OxyColor.FromRgb(0xE2, 0xE6, 0xEA),
        Muted = OxyColor.FromRgb(0xA0, 0xA9, 0xB3),
        Grid = OxyColor.FromRgb(0x36, 0x3E, 0x47),
        Window = OxyColor.FromArgb(0x2E, 0xA0, 0xA9, 0xB3),
        Truth = OxyColor.FromRgb(0xF4, 0xF4, 0xF4),
        Estimate = OxyColor.FromRgb(0x56, 0xB4, 0xE9),
        Band = OxyColor.FromArgb(0x52, 0x3A, 0x8F, 0xC4),
        Observation = OxyColor.FromRgb(0xFF, 0x6B, 0x5E),
        Baseline = OxyColor.FromRgb(0xE6, 0x9F, 0x00),
        Methods =
        [
            OxyColor.FromRgb(0x3F, 0x97, 0xE8), OxyColor.FromRgb(0xFF, 0x7A, 0x33), OxyColor.FromRgb(0x00, 0xBF, 0x8F),
            OxyColor.FromRgb(0xE5, 0x8F, 0xC0), OxyColor.FromRgb(0xE6, 0x9F, 0x00), OxyColor.FromRgb(0x8F, 0xD3, 0xFF),
            OxyColor.FromRgb(0xF0, 0xE4, 0x42), OxyColor.FromRgb(0xA4, 0x8B, 0xF0), OxyColor.FromRgb(0xC9, 0x95, 0x6B),
            OxyColor.FromRgb(0x9A, 0xA3, 0xAE),
        ],
    };

    /// <summary>Short name, used in element ids and CSS classes.</summary>
    public required string Name { get; init; }

    /// <summary>Background of page and figures.</summary>
    public required OxyColor Background { get; init; }

    /// <summary>Background of code blocks and shaded table rows.</summary>
    public required OxyColor Surface { get; init; }

    /// <summary>Text and axes.</summary>
    public required OxyColor Text { get; init; }

    /// <summary>Secondary text.</summary>
    public required OxyColor Muted { get; init; }

    /// <summary>Grid lines and rules.</summary>
    public required OxyColor Grid { get; init; }

    /// <summary>Translucent shade over the assimilation window.</summary>
    public required OxyColor Window { get; init; }

    /// <summary>The simulated truth.</summary>
    public required OxyColor Truth { get; init; }

    /// <summary>Analysis and forecast.</summary>
    public required OxyColor Estimate { get; init; }

    /// <summary>Translucent predictive band.</summary>
    public required OxyColor Band { get; init; }

    /// <summary>Observations.</summary>
    public required OxyColor Observation { get; init; }

    /// <summary>The method compared against.</summary>
    public required OxyColor Baseline { get; init; }

    /// <summary>Methods drawn beside each other, the most distinct first.</summary>
    public required IReadOnlyList<OxyColor> Methods { get; init; }
}
