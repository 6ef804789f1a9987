using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What of a record is there, counted for each instrument, and told at the end.</summary>
/// <param name="settings">When instruments see in training.</param>
/// <param name="clock">The record's times.</param>
/// <param name="messages">Where to.</param>
internal sealed class RecordTally(ProblemSettings settings, RecordClock clock, TextWriter messages)
{
    private readonly float[] expected = settings.CreateMask();
    private readonly long[] wanted = new long[settings.Observing.Instruments.Count], found = new long[settings.Observing.Instruments.Count];
    private readonly long[] extra = new long[settings.Observing.Instruments.Count], latest = new long[settings.Observing.Instruments.Count];
    private long elsewhere, lastWanted = -1;

    /// <summary>Counts the states for which a window answers.</summary>
    public void Add(ObservedWindow window, RecordPart part)
    {
        // With the model's own prior, at another time than the first.
        elsewhere += window.Background is null && part.First > 0 ? 1 : 0;
        int p = wanted.Length;
        for (int at = part.From * p; at < part.To * p; at++)
        {
            int i = at % p;
            bool isSeen = window.Mask[at] != 0, isWanted = expected[at] != 0;
            wanted[i] += isWanted ? 1 : 0;
            found[i] += isSeen && isWanted ? 1 : 0;
            extra[i] += isSeen && !isWanted ? 1 : 0;
            long step = part.First + (at / p);
            if (isSeen)
                latest[i] = step + 1;
            if (isSeen || isWanted)
                lastWanted = step;
        }
    }

    /// <summary>Tells.</summary>
    public void Complete()
    {
        if (elsewhere > 0 && settings.BurnInSteps == 0)
            messages.WriteLine("vardax: the model has no burn-in: its prior is that of a start, and windows further on are answered rightly only if the prior holds there too");
        if (clock.Moved > 0)
            messages.WriteLine(FormattableString.Invariant(
                $"vardax: {clock.Moved} row{(clock.Moved == 1 ? "" : "s")} moved to the nearest step, by {clock.Farthest:0.###} steps at most"));
        for (int i = 0; i < wanted.Length; i++)
        {
            string name = settings.Observing.Instruments[i].Name;
            if (found[i] < wanted[i])
            {
                string after = latest[i] == 0 ? "" : latest[i] <= lastWanted - settings.WindowSteps ? $", none after {clock.Text(latest[i] - 1)}" : "";
                messages.WriteLine($"vardax: {name}: {found[i]} of {wanted[i]} values that the model expects{after}");
            }

            if (extra[i] > 0)
                messages.WriteLine($"vardax: {name}: {extra[i]} values at steps at which the model expects none: another sampling than trained");
        }
    }
}
