using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Cuts a record in windows, a stride apart, the last of them over the record's end. Each time is answered by the window in which it
/// lies furthest from an edge, that is, by the window whose middle is nearest. Holds the rows of a window and a stride.
/// </summary>
internal sealed class RecordSource : IWindowSource
{
    private readonly RecordRows rows;
    private readonly string name;
    private readonly RecordTally tally;
    private readonly WindowChain? chain;
    private readonly int states, dimension, stride, period;
    private readonly float[] values, row;
    private long start, last = -1, ahead = -1;
    private int from;
    private bool ended, finished;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="rows">The record.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="settings">The windows.</param>
    /// <param name="stride">Steps from one window to the next; null for half a window.</param>
    /// <param name="tally">Told of what is there and what is missing.</param>
    /// <param name="chain">Tells each window what the windows before know; null if each is answered by itself.</param>
    public RecordSource(RecordRows rows, string name, ProblemSettings settings, int? stride, RecordTally tally, WindowChain? chain = null)
    {
        this.chain = chain;
        (this.rows, this.name, this.tally, states, dimension) = (rows, name, tally, settings.WindowStates, settings.Observing.Instruments.Count);
        period = Period(settings);
        this.stride = stride ?? Math.Max(period, settings.WindowSteps / 2 / period * period);
        values = new float[(states + this.stride) * dimension];
        row = new float[dimension];
        values.AsSpan().Fill(float.NaN);
    }

    /// <summary>Steps from one window to the next.</summary>
    public int Stride => stride;

    /// <inheritdoc/>
    public bool TryRead(WindowSlot slot)
    {
        if (finished)
            return false;
        Fill();
        if (last < 0 && ended)
            throw new InputException($"{name}: expected a row or more of a record, found none.");
        // The step at which the next window begins; this one is the last if it reaches the record's end.
        long next = start + stride, over = last - states + 1;
        finished = ended && over <= start;
        if (ended && !finished && over < next)
            next = Math.Min(next, start + ((over - start + period - 1) / period * period));
        int to = finished ? states : (int)((next - start + states - 1) / 2) + 1;
        slot.Part = new RecordPart(rows.Clock, start, from, to, finished);
        slot.Id.ResetWrittenCount();
        slot.Fill(values.AsSpan(0, states * dimension), []);
        slot.BeginsAnew = chain?.Take(slot.Window, finished ? 0 : (int)(next - start));
        tally.Add(slot.Window, slot.Part);
        Move((int)(next - start), to);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => rows.Dispose();

    /// <summary>Reads until it is known where the next window begins.</summary>
    private void Fill()
    {
        long end = start + stride + states - 1;
        Take(end);
        while (!ended && (ahead >= 0 ? ahead : last) < end)
        {
            if (rows.TryRead(row, out long step))
                ahead = step;
            else
                ended = true;
            Take(end);
        }
    }

    private void Take(long end)
    {
        if (ahead < 0 || ahead > end)
            return;
        row.CopyTo(values, (ahead - start) * dimension);
        (last, ahead) = (ahead, -1);
    }

    private void Move(int steps, int to)
    {
        from = to - steps;
        start += steps;
        values.AsSpan(steps * dimension).CopyTo(values);
        values.AsSpan(^(steps * dimension)..).Fill(float.NaN);
    }

    /// <summary>The least number of steps after which all instruments that see at a rhythm see again, if a window has room for it; else 1.</summary>
    private static int Period(ProblemSettings settings)
    {
        long period = 1;
        foreach (Instrument instrument in settings.Observing.Instruments)
        {
            if (instrument.Steps is RegularSteps regular)
                period = period / Gcd(period, regular.Every) * regular.Every;
            if (period > settings.WindowSteps)
                return 1;
        }

        return (int)period;
    }

    private static long Gcd(long a, long b) => b == 0 ? a : Gcd(b, a % b);
}
