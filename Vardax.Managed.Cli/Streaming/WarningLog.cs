using System.Text;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What is unusual of windows, told once for each kind when it first comes up, and counted at the end.</summary>
/// <param name="messages">Where to.</param>
internal sealed class WarningLog(TextWriter messages)
{
    // How often each kind came up, and the first message of it.
    private readonly Dictionary<string, (long Count, string First)> kinds = [];
    private string lastMessage = "", lastKind = "";
    private long windows;

    /// <summary>Takes note of a window.</summary>
    public void Add(WindowSlot slot)
    {
        windows++;
        if (slot.Result.Status.Message != "ok")
            Add(slot, slot.Result.Status.IsUsable ? slot.Result.Status.Message : $"not usable: {slot.Result.Status.Message}");
        if (slot.Result.Warning is { } warning)
            Add(slot, warning);
    }

    /// <summary>Tells how many windows each kind came up in.</summary>
    public void Complete()
    {
        foreach ((string kind, (long count, string first)) in kinds)
        {
            string what = kind.Contains('#', StringComparison.Ordinal) && count > 1 ? $"such as: {first}" : first.Split(':')[0];
            messages.WriteLine($"vardax: {count} of {windows} window{(windows == 1 ? "" : "s")}: {what}");
        }
    }

    private void Add(WindowSlot slot, string message)
    {
        // Most messages are one and the same text.
        string kind = ReferenceEquals(message, lastMessage) ? lastKind : Kind(message);
        (lastMessage, lastKind) = (message, kind);
        (long count, string first) = kinds.GetValueOrDefault(kind, (0, message));
        if (count == 0)
            messages.WriteLine($"vardax: window {Name(slot)}: {message}");
        kinds[kind] = (count + 1, first);
    }

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
