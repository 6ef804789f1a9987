using System.Globalization;
using System.Text;

namespace Vardax.Managed.Formats;

/// <summary>
/// Writes comma-separated numbers row by row, as <see cref="CsvReader"/> reads them: a line of column names, then the rows.
/// Numbers have a point and are as short as they read back the same; a missing one (NaN) is an empty cell; lines end with \n.
/// </summary>
public sealed class CsvWriter : IDisposable
{
    // The longest single-precision number has 15 letters; a comma or the line's end follows.
    private const int MaxCell = 32;

    private readonly Stream stream;
    private readonly bool leaveOpen;
    private readonly int columns;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int count;

    /// <summary>Writes the line of names at the stream's position.</summary>
    /// <param name="stream">Need not seek.</param>
    /// <param name="columns">Different names, not all of them numbers; quoted where they hold a comma or a quote.</param>
    /// <param name="leaveOpen">Whether disposing of the writer leaves the stream open.</param>
    /// <exception cref="ArgumentException"><see cref="CsvReader"/> would not read these names.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public CsvWriter(Stream stream, IReadOnlyList<string> columns, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(columns);
        byte[] line = Encoding.UTF8.GetBytes(string.Join(',', columns.Select(Quoted)) + "\n");
        Require(columns, line);
        this.stream = stream;
        this.leaveOpen = leaveOpen;
        this.columns = columns.Count;
        stream.Write(line);
    }

    /// <summary>Appends a row.</summary>
    /// <param name="values">A number for each column; NaN where it is missing.</param>
    /// <exception cref="ArgumentException">Another number of values, or one is infinite.</exception>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Write(ReadOnlySpan<float> values)
    {
        if (values.Length != columns)
            throw new ArgumentException($"Expected a row of {columns} numbers, found {values.Length}.", nameof(values));
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsInfinity(values[i]))
                throw new ArgumentException($"Expected finite numbers or NaN, found {values[i]} at {i}.", nameof(values));
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (buffer.Length - count < MaxCell)
                Flush();
            if (!float.IsNaN(values[i]))
            {
                values[i].TryFormat(buffer.AsSpan(count), out int written, provider: CultureInfo.InvariantCulture);
                count += written;
            }

            buffer[count++] = i < values.Length - 1 ? (byte)',' : (byte)'\n';
        }
    }

    /// <summary>Hands what was written to the stream.</summary>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Flush()
    {
        stream.Write(buffer, 0, count);
        count = 0;
    }

    /// <summary>Hands what was written to the stream and closes it, unless it is to be left open.</summary>
    /// <exception cref="IOException">Writing fails.</exception>
    public void Dispose()
    {
        try
        {
            Flush();
        }
        finally
        {
            if (!leaveOpen)
                stream.Dispose();
        }
    }

    private static string Quoted(string name) =>
        name.AsSpan().ContainsAny(',', '"') ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;

    /// <summary>What reads the file must read its names as they are.</summary>
    private static void Require(IReadOnlyList<string> columns, byte[] line)
    {
        try
        {
            using CsvReader reader = new(new MemoryStream(line, writable: false), "names");
            if (reader.Columns.SequenceEqual(columns))
                return;
        }
        catch (VardaxFormatException error)
        {
            throw new ArgumentException($"Expected names that can be read back: {error.Fault}.", nameof(columns), error);
        }

        throw new ArgumentException("Expected names that read back the same.", nameof(columns));
    }
}
