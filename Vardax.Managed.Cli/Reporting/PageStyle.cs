using System.Globalization;
using OxyPlot;

namespace Vardax.Managed.Cli.Reporting;

/// <summary>The style sheet of the report: the colours of both themes, and one layout from phone to desktop.</summary>
internal static class PageStyle
{
    private const string Layout =
        """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;padding:1.5rem 1rem 3rem;max-width:50rem;background:var(--background);color:var(--text);
          font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.75rem;line-height:1.2;margin:0 0 .5rem}
        h2{font-size:1.25rem;line-height:1.3;margin:2.5rem 0 .75rem}
        .summary{font-size:1.1rem;margin:0}
        .scroll{overflow-x:auto;margin:1rem 0 .25rem;background:no-repeat local left/3rem 100%
          linear-gradient(90deg,var(--background) 40%,transparent),no-repeat local right/3rem 100%
          linear-gradient(270deg,var(--background) 40%,transparent),no-repeat left/1rem 100%
          linear-gradient(90deg,var(--grid),transparent),no-repeat right/1rem 100%
          linear-gradient(270deg,var(--grid),transparent)}
        @media (min-width:52rem){.scroll{position:relative;left:50%;transform:translateX(-50%);width:max-content;min-width:100%;
          max-width:min(80rem,100vw - 4rem)}}
        table{border-collapse:separate;border-spacing:0;min-width:100%;font-variant-numeric:tabular-nums;overflow-wrap:normal}
        caption{text-align:left;font-weight:600;padding-bottom:.4rem}
        caption span{display:inline-block;position:sticky;left:0;max-width:min(48rem,100vw - 2rem)}
        th,td{padding:.35rem .6rem;border-bottom:1px solid var(--grid);text-align:right;white-space:nowrap}
        th:first-child{padding-left:0;text-align:left;position:sticky;left:0;background:var(--background)}
        .words{text-align:left;white-space:normal;min-width:12rem}
        th:last-child,td:last-child{padding-right:0}
        thead th{border-bottom:2px solid var(--grid);font-weight:600;vertical-align:bottom}
        tbody th{font-weight:400}
        .note,figcaption,footer{font-size:.9rem;color:var(--muted)}
        .note{margin:.25rem 0 1.75rem}
        ul.note{padding-left:1.25rem}
        figure{margin:0 0 2.25rem}
        figcaption{margin-top:.5rem}
        figcaption strong{color:var(--text)}
        svg{display:block;width:100%;max-width:42rem;height:auto;margin:0 auto}
        dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.3rem 1.25rem;margin:0;
          font-variant-numeric:tabular-nums}
        dt{color:var(--muted)}
        dd{margin:0}
        pre{margin:0;padding:.75rem 1rem;white-space:pre-wrap;background:var(--surface);border-radius:.4rem}
        code{font:.9rem/1.5 ui-monospace,SFMono-Regular,Consolas,"Liberation Mono",monospace}
        footer{margin-top:3rem;padding-top:.75rem;border-top:1px solid var(--grid)}
        .scroll:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        """;

    /// <summary>The complete style sheet.</summary>
    public static string Css { get; } =
        $$"""
        :root{ color-scheme:light dark;{{Colors(Theme.Light)}} }
        .dark{display:none}
        @media (prefers-color-scheme:dark){
          :root{ {{Colors(Theme.Dark)}} }
          .light{display:none}
          .dark{display:block}
        }
        {{Layout}}
        """;

    private static string Colors(Theme theme) =>
        $"--background:{Hex(theme.Background)};--surface:{Hex(theme.Surface)};--text:{Hex(theme.Text)};"
        + $"--muted:{Hex(theme.Muted)};--grid:{Hex(theme.Grid)};--accent:{Hex(theme.Estimate)}";

    private static string Hex(OxyColor color) =>
        string.Create(CultureInfo.InvariantCulture, $"#{color.R:x2}{color.G:x2}{color.B:x2}");
}
