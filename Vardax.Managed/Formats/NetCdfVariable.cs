namespace Vardax.Managed.Formats;

/// <summary>An array of a NetCDF classic file, with the names of its axes and its attributes.</summary>
public sealed class NetCdfVariable
{
    private readonly ReadOnlyMemory<byte>[] rows;

    internal NetCdfVariable(
        string name, NetCdfType type, IReadOnlyList<NetCdfDimension> dimensions, IReadOnlyList<NetCdfEntry> attributes, ReadOnlyMemory<byte>[] rows) =>
        (Name, Type, Dimensions, Attributes, this.rows) = (name, type, dimensions, attributes, rows);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Type of the elements.</summary>
    public NetCdfType Type { get; }

    /// <summary>The axes, the slowest first; empty for a single number.</summary>
    public IReadOnlyList<NetCdfDimension> Dimensions { get; }

    /// <summary>The attributes.</summary>
    public IReadOnlyList<NetCdfEntry> Attributes { get; }

    /// <summary>The text of an attribute; null if there is no such attribute or it has numbers.</summary>
    public string? Text(string attribute) => Attributes.FirstOrDefault(a => a.Name == attribute)?.Text;

    /// <summary>The numbers of an attribute; empty if there is no such attribute or it has a text.</summary>
    public IReadOnlyList<double> Numbers(string attribute) => Attributes.FirstOrDefault(a => a.Name == attribute)?.Numbers ?? [];

    /// <summary>The numbers as they are stored, row-major; 64-bit integers are rounded to double precision.</summary>
    /// <exception cref="InvalidOperationException">The variable is text.</exception>
    public double[] ToDoubles()
    {
        if (Type == NetCdfType.Text)
            throw new InvalidOperationException($"Expected a variable of numbers, found text in {Name}.");
        int size = NetCdfTypes.Size(Type);
        var values = new double[rows.Sum(row => row.Length / size)];
        int at = 0;
        foreach (ReadOnlyMemory<byte> row in rows)
        {
            for (int start = 0; start < row.Length; start += size)
                values[at++] = NetCdfTypes.Number(row.Span[start..], Type);
        }

        return values;
    }

    /// <summary>
    /// The numbers that the variable means by the CF conventions: stored x <c>scale_factor</c> + <c>add_offset</c>, and NaN where the stored number is
    /// <c>_FillValue</c> or <c>missing_value</c>, or without either the type's own fill value (of bytes there is none).
    /// </summary>
    /// <exception cref="InvalidOperationException">The variable is text.</exception>
    public double[] ToPhysical()
    {
        double[] values = ToDoubles();
        double scale = Numbers("scale_factor") is [var factor] ? factor : 1, offset = Numbers("add_offset") is [var add] ? add : 0;
        IReadOnlyList<double> missing = [.. Numbers("_FillValue"), .. Numbers("missing_value")];
        if (missing.Count == 0)
            missing = NetCdfTypes.Fill(Type);
        for (int i = 0; i < values.Length; i++)
            values[i] = missing.Contains(values[i]) ? double.NaN : (values[i] * scale) + offset;
        return values;
    }
}
