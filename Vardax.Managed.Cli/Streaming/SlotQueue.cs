using System.Runtime.ExceptionServices;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A fixed number of slots on their way between the thread that reads windows and the one that has them analysed. What has
/// arrived is handed on, however little, so that a slow input is answered as it comes.
/// </summary>
internal sealed class SlotQueue
{
    // Bytes of a line that a free slot keeps, and of all lines that wait at once.
    private const int LargestKept = 256 * 1024, MostWaiting = 64 * 1024 * 1024;

    private readonly Queue<WindowSlot> free, filled;
    private long waiting;
    private Exception? failure;
    private bool ended, stopped;

    /// <summary>With all slots free.</summary>
    public SlotQueue(IEnumerable<WindowSlot> slots)
    {
        free = new Queue<WindowSlot>(slots);
        filled = new Queue<WindowSlot>(free.Count);
    }

    /// <summary>A slot to fill; null once nobody wants any more.</summary>
    public WindowSlot? TakeFree()
    {
        lock (free)
        {
            while ((free.Count == 0 || waiting > MostWaiting) && !stopped)
                Monitor.Wait(free);
            return stopped ? null : free.Dequeue();
        }
    }

    /// <summary>Hands on a slot that is filled.</summary>
    public void Put(WindowSlot slot)
    {
        lock (free)
        {
            filled.Enqueue(slot);
            waiting += slot.Line.Length;
            if (filled.Count == 1)
                Monitor.PulseAll(free);
        }
    }

    /// <summary>There are no more windows; or something stands where one should, told once those before are taken.</summary>
    public void End(Exception? reason)
    {
        lock (free)
        {
            (ended, failure) = (true, reason);
            Monitor.PulseAll(free);
        }
    }

    /// <summary>Nobody wants any more windows.</summary>
    public void Stop()
    {
        lock (free)
        {
            stopped = true;
            Monitor.PulseAll(free);
        }
    }

    /// <summary>Takes what has arrived, waiting for one at least; leaves the list empty at the end.</summary>
    /// <exception cref="OperationCanceledException">The queue was stopped.</exception>
    public void Take(List<WindowSlot> batch, int most)
    {
        lock (free)
        {
            foreach (WindowSlot slot in batch)
            {
                // One long line is no reason to keep room for hundreds.
                if (slot.Line.Length > LargestKept)
                    slot.Line = [];
                free.Enqueue(slot);
            }

            if (batch.Count > 0)
                Monitor.PulseAll(free);
            batch.Clear();
            while (filled.Count == 0 && !ended && !stopped)
                Monitor.Wait(free);
            if (stopped)
                throw new OperationCanceledException();
            while (filled.Count > 0 && batch.Count < most)
            {
                batch.Add(filled.Dequeue());
                waiting -= batch[^1].Line.Length;
            }

            Monitor.PulseAll(free);
            if (batch.Count == 0 && failure is not null)
                ExceptionDispatchInfo.Throw(failure);
        }
    }
}
