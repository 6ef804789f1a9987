namespace Vardax.Managed.Formats;

/// <summary>
/// A file in one of NetCDF's classic formats: CDF-1, CDF-2 (64-bit offsets) or CDF-5 (64-bit data). NetCDF-4 is HDF5, another format, and
/// is refused. Files are written by <see cref="NetCdfWriter"/>.
/// </summary>
/// <remarks>
/// <see href="https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html">The format</see>.
/// </remarks>
public sealed class NetCdfFile
{
    internal NetCdfFile(string name, int version, IReadOnlyList<NetCdfDimension> dimensions, IReadOnlyList<NetCdfEntry> attributes, IReadOnlyList<NetCdfVariable> variables) =>
        (Name, Version, Dimensions, Attributes, Variables) = (name, version, dimensions, attributes, variables);

    /// <summary>What messages call the file: its path, or the name given to the stream.</summary>
    public string Name { get; }

    /// <summary>1, 2 or 5.</summary>
    public int Version { get; }

    /// <summary>The axes.</summary>
    public IReadOnlyList<NetCdfDimension> Dimensions { get; }

    /// <summary>The attributes of the whole file.</summary>
    public IReadOnlyList<NetCdfEntry> Attributes { get; }

    /// <summary>The arrays.</summary>
    public IReadOnlyList<NetCdfVariable> Variables { get; }

    /// <summary>The variable of a name; null if there is none.</summary>
    public NetCdfVariable? Find(string name) => Variables.FirstOrDefault(variable => variable.Name == name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="VardaxFormatException">The file is not of a classic format, is cut off, or contradicts itself.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static NetCdfFile Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Read(file, path);
    }

    /// <summary>Reads a stream from its position to its end.</summary>
    /// <param name="stream">Need not seek; stays open.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="VardaxFormatException">As for <see cref="Load"/>.</exception>
    /// <exception cref="IOException">Reading fails.</exception>
    public static NetCdfFile Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        return new NetCdfReader(new ByteSource(stream, name).TakeRest("a NetCDF file"), name).Read();
    }
}
