using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>A record in a .npy array (steps, instruments), NaN where nothing is observed.</summary>
/// <param name="reader">At its first row.</param>
/// <param name="name">What messages call it.</param>
/// <param name="settings">The instruments.</param>
/// <param name="clock">Of the rows, each a step after the one before.</param>
internal sealed class NpyRecordRows(NpyRowReader reader, string name, ProblemSettings settings, RecordClock clock) : RecordRows(clock)
{
    /// <inheritdoc/>
    public override bool TryRead(Span<float> values, out long step)
    {
        step = -1;
        if (!reader.ReadRow(values))
            return false;
        Clock.Read(out step);
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsNaN(values[i]) && RecordColumns.Fault(settings.Observing.Instruments[i], values[i]) is { } fault)
                throw new InputException($"{name}: row {step}: {fault}");
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();
}
