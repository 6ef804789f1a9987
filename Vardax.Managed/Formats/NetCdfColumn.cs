namespace Vardax.Managed.Formats;

/// <summary>A variable that <see cref="NetCdfWriter"/> writes: one that grows along the record dimension, or one with values of its own.</summary>
public sealed class NetCdfColumn
{
    /// <summary>A variable that has values in every record.</summary>
    /// <param name="name">The name.</param>
    /// <param name="axes">The names of the axes after the record dimension.</param>
    /// <param name="attributes">The attributes.</param>
    public NetCdfColumn(string name, IReadOnlyList<string> axes, params IReadOnlyList<NetCdfEntry> attributes)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(attributes);
        (Name, Axes, Attributes) = (name, axes, attributes);
    }

    /// <summary>The values of a dimension, under its name.</summary>
    /// <param name="name">The name of the dimension.</param>
    /// <param name="values">As many values as it is long.</param>
    /// <param name="attributes">The attributes.</param>
    public static NetCdfColumn OfDimension(string name, IReadOnlyList<double> values, params IReadOnlyList<NetCdfEntry> attributes)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new NetCdfColumn(name, [name], attributes) { Values = values };
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The names of the axes, without the record dimension.</summary>
    public IReadOnlyList<string> Axes { get; }

    /// <summary>The attributes.</summary>
    public IReadOnlyList<NetCdfEntry> Attributes { get; }

    /// <summary>The values; null if the variable grows.</summary>
    public IReadOnlyList<double>? Values { get; private init; }
}
