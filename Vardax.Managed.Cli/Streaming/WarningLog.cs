using System.Text;
using Vardax.Managed.Assimilation;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What is unusual of windows, told once for each kind when it first comes up, and counted at the end.</summary>
/// <param name="messages">Where to.</param>
internal sealed class WarningLog(TextWriter messages)
{
    // How often each status or kind of warning came up, and the first message of it.
    private readonly Dictionary<(AnalysisCode Code, bool IsUsable, string Kind), (long Count, string First)> kinds = [];
    private string lastMessage = "", lastKind = "";
    private long windows, usable;

    /// <summary>Whether there were windows, and no answer to any of them is usable.</summary>
    public bool IsNothingUsable => windows > 0 && usable == 0;

    /// <summary>How many windows there were.</summary>
    public long Windows => windows;

    /// <summary>How many of them have a usable answer.</summary>
    public long Usable => usable;

    /// <summary>Takes note of a window.</summary>
    public void Add(WindowSlot slot)
    {
        windows++;
        AnalysisStatus status = slot.Answer.Status;
        usable += status.IsUsable ? 1 : 0;
        if (status.Code != AnalysisCode.Ok)
            Add(slot, (status.Code, status.IsUsable, ""), status.Message);
        if (slot.BeginsAnew is { } reason)
            Add(slot, (AnalysisCode.Ok, true, "begins anew"), $"begins anew: {reason}");
        if (slot.Answer.Warning is { } warning)
        {
            // Most messages are one and the same text.
            string kind = ReferenceEquals(warning, lastMessage) ? lastKind : Kind(warning);
            (lastMessage, lastKind) = (warning, kind);
            Add(slot, (AnalysisCode.Ok, true, kind), warning);
        }
    }

    /// <summary>Tells how many windows each kind came up in.</summary>
    public void Complete()
    {
        foreach (((AnalysisCode code, bool usable, string kind), (long count, string first)) in kinds)
        {
            string what = code != AnalysisCode.Ok ? Prefix(usable) + Words(code)
                : kind.Contains('#', StringComparison.Ordinal) && count > 1 ? $"such as: {first}"
                : first.Split(':')[0];
            messages.WriteLine($"vardax: {count} of {windows} window{(windows == 1 ? "" : "s")}: {what}");
        }
    }

    private void Add(WindowSlot slot, (AnalysisCode Code, bool IsUsable, string Kind) kind, string message)
    {
        (long count, string first) = kinds.GetValueOrDefault(kind, (0, message));
        if (count == 0)
            messages.WriteLine($"vardax: window {Name(slot)}{(slot.Part.Clock is null ? "" : $", {slot.Part.Times}")}: {Prefix(kind.IsUsable)}{message}");
        kinds[kind] = (count + 1, first);
    }

    private static string Prefix(bool usable) => usable ? "" : "not usable: ";

    private static string Words(AnalysisCode code) => JsonResultSink.Code(code).ToString().Replace('_', ' ');

    private static string Name(WindowSlot slot) =>
        slot.Id.WrittenCount > 0 ? Encoding.UTF8.GetString(slot.Id.WrittenSpan) : $"{slot.Index}";

    /// <summary>A message up to its details, with any number for a number.</summary>
    private static string Kind(string message)
    {
        string head = message.Split(':')[0];
        StringBuilder kind = new();
        foreach (char letter in head)
        {
            bool digit = char.IsAsciiDigit(letter);
            if (!digit || kind.Length == 0 || kind[^1] != '#')
                kind.Append(digit ? '#' : letter);
        }

        return kind.ToString();
    }
}
