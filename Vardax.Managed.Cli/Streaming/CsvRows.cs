using System.Globalization;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Persistence;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Windows in CSV: a row for each step, a column for each component, by name. A column window tells windows apart; without it
/// there is one. Columns step and time, where they are, have to count the rows.
/// </summary>
internal sealed class CsvRows : WindowRows
{
    // Beyond it single precision no longer tells whole numbers apart.
    private const float MaxId = (1 << 24) - 1;

    private readonly ProblemSettings settings;
    private readonly CsvReader reader;
    private readonly int[] components;
    private readonly float[] row;
    private readonly int window, step, time;
    private long first;
    private float id = float.NaN;
    private int windows;

    /// <summary>Reads the line of names.</summary>
    /// <exception cref="VardaxFormatException">A name is missing or unknown.</exception>
    public CsvRows(Stream stream, string name, ProblemSettings settings)
        : base(name)
    {
        this.settings = settings;
        reader = new CsvReader(stream, name);
        string[] names = [.. reader.Columns], known = [.. settings.Model.Components, "window", "step", "time"];
        int unknown = Array.FindIndex(names, column => !known.Contains(column));
        if (unknown >= 0)
        {
            throw VardaxFormatException.AtCell(
                name, 1, unknown + 1, $"expected columns {string.Join(", ", known)}, found '{names[unknown]}'");
        }

        components = [.. settings.Model.Components.Select(component => Array.IndexOf(names, component))];
        int missing = Array.IndexOf(components, -1);
        if (missing >= 0)
        {
            throw VardaxFormatException.AtCell(
                name, 1, 1, $"expected a column {settings.Model.Components[missing]}, found {string.Join(", ", names)}");
        }

        (window, step, time) = (Array.IndexOf(names, "window"), Array.IndexOf(names, "step"), Array.IndexOf(names, "time"));
        row = new float[names.Length];
    }

    /// <inheritdoc/>
    public override bool IsSingle => window < 0;

    /// <inheritdoc/>
    public override string? Id => window < 0 ? null : id.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override bool TryRead(Span<float> values)
    {
        int states = settings.WindowStates;
        for (int t = 0; t < states; t++)
        {
            if (!reader.ReadRow(row))
            {
                return t == 0 && windows > 0
                    ? false
                    : throw At(reader.Line + 1, 0, $"expected {states} rows {Of()}, found {t}");
            }

            if (t == 0)
                Begin();
            Check(t);
            for (int c = 0; c < components.Length; c++)
                values[(t * components.Length) + c] = row[components[c]];
        }

        windows++;
        return true;
    }

    /// <inheritdoc/>
    public override Exception Fault(int entry, string fault) =>
        At(first + (entry / components.Length), components[entry % components.Length], fault);

    /// <inheritdoc/>
    protected override void Close() => reader.Dispose();

    private string Of() =>
        window < 0 ? "of the window" : windows == 0 && float.IsNaN(id) ? "of a window" : $"of window {Shown(id)}";

    private void Begin()
    {
        first = reader.Line;
        if (window < 0)
        {
            string more = $"expected {settings.WindowStates} rows, found more (a column named window tells windows apart)";
            if (windows > 0)
                throw At(first, 0, more);
            return;
        }

        float next = row[window];
        if (!(next >= 0 && next <= MaxId && next == MathF.Floor(next)))
            throw At(first, window, $"expected a whole number from 0 to {MaxId} that names a window, found {Shown(next)}");
        if (next == id)
            throw At(first, window, $"expected {settings.WindowStates} rows of window {Shown(id)}, found more");
        id = next;
    }

    private void Check(int t)
    {
        if (window >= 0 && row[window] != id)
        {
            throw At(reader.Line, window,
                $"expected {settings.WindowStates} rows {Of()}, found {t} before one of window {Shown(row[window])}");
        }

        if (step >= 0 && row[step] != t)
            throw At(reader.Line, step, $"expected step {t}, found {Shown(row[step])}");
        // A quarter of a step is more than any rounding.
        if (time >= 0 && !(Math.Abs(row[time] - (t * settings.Dt)) <= settings.Dt / 4))
            throw At(reader.Line, time, $"expected time {Shown((float)(t * settings.Dt))}, found {Shown(row[time])}");
    }

    private static string Shown(float value) => float.IsNaN(value) ? "nothing" : value.ToString(CultureInfo.InvariantCulture);

    private VardaxFormatException At(long line, int column, string fault) =>
        VardaxFormatException.AtCell(Name, line, column + 1, fault);
}
