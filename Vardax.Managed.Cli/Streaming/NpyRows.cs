using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>Windows in a .npy array, (windows, steps, instruments), or one of (steps, instruments).</summary>
internal sealed class NpyRows : WindowRows
{
    private readonly ProblemSettings settings;
    private readonly NpyRowReader reader;
    private long windows;

    /// <summary>Reads the header.</summary>
    /// <exception cref="VardaxFormatException">It is no array.</exception>
    /// <exception cref="InputException">The array has not the windows' shape.</exception>
    public NpyRows(Stream stream, string name, ProblemSettings settings)
        : base(name)
    {
        this.settings = settings;
        reader = new NpyRowReader(stream, name);
        (int states, int dimension) = (settings.WindowStates, settings.Observing.Instruments.Count);
        IsSingle = reader.Shape.SequenceEqual([states, dimension]);
        if (!IsSingle && !(reader.Shape.Count == 3 && reader.Shape.Skip(1).SequenceEqual([states, dimension])))
        {
            throw new InputException($"{name}: expected an array of (windows, {states}, {dimension}) or ({states}, {dimension}), "
                + $"found ({string.Join(", ", reader.Shape)}).");
        }

        if (reader.Rows == 0)
            throw new InputException($"{name}: expected a window or more, found none.");
    }

    /// <inheritdoc/>
    public override bool IsSingle { get; }

    /// <inheritdoc/>
    public override bool TryRead(Span<float> values)
    {
        if (!IsSingle)
        {
            if (!reader.ReadRow(values))
                return false;
        }
        else
        {
            for (int at = 0; at < values.Length; at += reader.RowLength)
            {
                if (!reader.ReadRow(values.Slice(at, reader.RowLength)))
                    return false;
            }
        }

        windows++;
        return true;
    }

    /// <inheritdoc/>
    public override Exception Fault(int entry, string fault)
    {
        (int t, int i) = Math.DivRem(entry, settings.Observing.Instruments.Count);
        return new InputException($"{Name}: window {windows - 1}, step {t}, {settings.Observing.Instruments[i].Name}: {fault}");
    }

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();
}
