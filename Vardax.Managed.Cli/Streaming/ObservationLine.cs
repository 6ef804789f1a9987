using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>What a line of a stream says: a time and the values of the instruments.</summary>
internal sealed class ObservationLine
{
    private readonly string name;

    /// <summary>Makes room.</summary>
    /// <param name="system">The instruments and the step.</param>
    /// <param name="name">What messages call the stream.</param>
    public ObservationLine(StateSpaceModel system, string name)
    {
        (System, this.name) = (system, name);
        (Values, Mask) = (new double[system.Instruments], new float[system.Instruments]);
    }

    /// <summary>The system observed.</summary>
    public StateSpaceModel System { get; }

    /// <summary>The line's number, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The time, in model units; null if the line has none: it is then a step after the line before.</summary>
    public double? Time { get; private set; }

    /// <summary>A value for each instrument, as it gives them.</summary>
    public double[] Values { get; }

    /// <summary>1 for each value that is there.</summary>
    public float[] Mask { get; }

    /// <summary>Forgets the line before.</summary>
    public void Begin(long number)
    {
        (Number, Time) = (number, null);
        Array.Clear(Values);
        Array.Clear(Mask);
    }

    /// <summary>Takes a time.</summary>
    public void SetTime(double time, int column) => Time = Time is null
        ? double.IsFinite(time) ? time : throw Fault(column, "expected a finite time")
        : throw Fault(column, "expected one time, found another");

    /// <summary>Takes a value; NaN is a missing one.</summary>
    public void Set(int instrument, double value, int column)
    {
        if (double.IsNaN(value))
            return;
        if (RecordColumns.Fault(System.Observing.Instruments[instrument], value) is { } fault)
            throw Fault(column, fault);
        (Values[instrument], Mask[instrument]) = (value, 1);
    }

    /// <summary>What is wrong with the line.</summary>
    public VardaxFormatException Fault(int column, string fault) => VardaxFormatException.AtCell(name, Number, column, fault);
}
