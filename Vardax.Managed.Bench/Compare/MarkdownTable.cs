using System.Globalization;
using System.Text;

namespace Vardax.Managed.Bench.Compare;

/// <summary>The rows as one Markdown table.</summary>
internal static class MarkdownTable
{
    private static readonly string[] Columns =
    [
        "Work", "Ours (JIT)", "Ours (AOT)", "Peer", "Peer's time", "Peer / ours", "Runs", "Floor", "Ours / floor",
        "Outputs differ by", "Notes",
    ];

    public static string Render(IEnumerable<Row> rows)
    {
        var text = new StringBuilder();
        Append(text, Columns);
        Append(text, [.. Columns.Select(_ => "---")]);
        foreach (Row row in rows)
            Append(text, Cells(row));
        return text.ToString();
    }

    private static string[] Cells(Row row) =>
    [
        row.Work,
        row.OursText ?? Time(row.Ours),
        row.NativeText ?? Time(row.Native),
        row.Peer ?? "",
        row.PeerText ?? Time(row.PeerTime),
        Ratio(row.PeerTime, row.Ours),
        (row.Ours ?? row.Native)?.Count.ToString(CultureInfo.InvariantCulture) ?? "",
        row.Floor is { } floor ? Quantity.Time(floor) : "",
        row.Floor is { } least && (row.Ours ?? row.Native) is { } ours ? Quantity.Number(ours.Best / least) : "",
        row.Difference is { } difference ? difference.ToString("0.0E+0", CultureInfo.InvariantCulture) : "",
        row.Note,
    ];

    private static string Time(Timings? timings) => timings is null ? "" : Quantity.Time(timings);

    private static string Ratio(Timings? peer, Timings? ours) => peer is null || ours is null
        ? ""
        : $"{Quantity.Number(peer.Best / ours.Best)} ({Quantity.Number(peer.Median / ours.Median)})";

    /// <summary>One line of a table.</summary>
    public static void Append(StringBuilder text, string[] cells) =>
        text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
