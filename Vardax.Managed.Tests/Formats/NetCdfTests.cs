using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

/// <summary>NetCDF classic files that the format's own library wrote (Vectors/netcdf.cdl), and files written here.</summary>
public sealed class NetCdfTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void What_the_formats_library_wrote_is_read(int version)
    {
        NetCdfFile file = NetCdfFile.Load(FormatFiles.Vector($"netcdf-{version}.nc"));
        Assert.Equal(version, file.Version);
        Assert.Equal("Pegel und H\u00f6he", Assert.Single(file.Attributes).Text);
        Assert.Equal([new("time", 3, true), new("pair", 2, false)], file.Dimensions);
        Assert.Equal([0, 1, 2.5], file.Find("time")!.ToDoubles());
        Assert.Equal("days since 1901-01-01", file.Find("time")!.Text("units"));
        NetCdfVariable level = file.Find("level")!, counts = file.Find("counts")!, fixedOnes = file.Find("fixed")!;
        Assert.Equal((NetCdfType.F32, "m"), (level.Type, level.Text("units")));
        Assert.Equal([1.5, -999, 2.25], level.ToDoubles());
        Assert.Equal([1.5, double.NaN, 2.25], level.ToPhysical());
        Assert.Equal([1, -2, 3, 4, -32767, 6], counts.ToDoubles());
        Assert.Equal([10.5, 9, 11.5, 12, double.NaN, 13], counts.ToPhysical());
        Assert.Equal(["time", "pair"], counts.Dimensions.Select(d => d.Name));
        Assert.Equal([7, -8], fixedOnes.ToDoubles());
        Assert.Equal([1, 9], fixedOnes.Numbers("valid_range"));
        Assert.Equal([-127, 5], file.Find("small")!.ToPhysical());
        Assert.Equal([2.5], file.Find("single")!.ToPhysical());
        Assert.Throws<InvalidOperationException>(() => file.Find("name")!.ToDoubles());
        Assert.Null(file.Find("nothing"));
        if (version == 5)
        {
            Assert.Equal([200, 60000, 4000000000, -5, 1152921504606846976],
                ((string[])["u1", "u2", "u4", "i8", "u8"]).Select(name => file.Find(name)!.ToDoubles()[0]));
        }
    }

    [Fact]
    public void What_is_written_is_read()
    {
        NetCdfFile file = NetCdfFile.Read(new ForwardStream(Written()), "a.nc");
        Assert.Equal(2, file.Version);
        Assert.Equal([new("time", 2, true), new("q", 3, false)], file.Dimensions);
        Assert.Equal("CF-1.8", file.Attributes[0].Text);
        Assert.Equal([0.05, 0.5, 0.95], file.Find("q")!.ToDoubles());
        Assert.Equal([0, 0.1], file.Find("time")!.ToDoubles());
        Assert.Equal([1, double.NaN], file.Find("x")!.ToPhysical());
        Assert.Equal([1, 2, 3, 4, 5, 6], file.Find("x_quantile")!.ToDoubles());
        Assert.Equal([2, -0.5], file.Find("x")!.Numbers("range"));
    }

    [Fact]
    public void A_file_without_records_is_read()
    {
        byte[] bytes = FormatFiles.Written(stream => new NetCdfWriter(stream, "t", [], [], [new("a", []), new("b", [])]).Complete());
        Assert.All(NetCdfFile.Read(new MemoryStream(bytes), "a.nc").Variables, variable => Assert.Empty(variable.ToDoubles()));
    }

    /// <summary>The bytes by the format's description: CDF-2, a dimension that grows, one variable.</summary>
    [Fact]
    public void The_bytes_are_the_formats()
    {
        MemoryStream stream = new();
        NetCdfWriter writer = new(stream, "t", [], [], [new("v", [])]);
        writer.Write([1.5]);
        writer.Complete();
        // The version, the number of records, a dimension t of length 0, no attribute, a variable v of one axis, its type, size and place.
        byte[] expected =
        [
            .. "CDF\x02"u8, .. Int(1), .. Int(10), .. Int(1), .. Int(1), .. "t\0\0\0"u8, .. Int(0), .. Int(0), .. Int(0), .. Int(11), .. Int(1),
            .. Int(1), .. "v\0\0\0"u8, .. Int(1), .. Int(0), .. Int(0), .. Int(0), .. Int(6), .. Int(8), .. Int(0), .. Int(84),
            0x3F, 0xF8, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(expected, stream.ToArray());

        static byte[] Int(byte value) => [0, 0, 0, value];
    }

    [Theory]
    [InlineData(0, 'X', "at byte 0: expected a NetCDF classic file (CDF-1, 2 or 5), found")]
    [InlineData(3, 4, "at byte 0: expected a NetCDF classic file")]
    [InlineData(7, 99, "of values of time from byte")]
    [InlineData(11, 12, "at byte 8: expected dimensions, tag 10, or none, found tag 12 with 2")]
    [InlineData(14, 1, "at byte 8: expected 258 dimensions, found room for ")]
    [InlineData(16, 1, "at byte 16: expected a name of 1 to ")]
    [InlineData(20, 255, "at byte 16: expected a name in UTF-8, found '?ime'")]
    [InlineData(20, '/', "at byte 16: expected a name without control characters and slashes, found '/ime'")]
    [InlineData(33, 1, "at byte 33: expected zeros up to a multiple of four bytes, found others")]
    [InlineData(39, 0, "expected a dimension from 0 to 1, the record dimension first, as axis 1 of x_quantile, found 1")]
    public void Damage_has_a_place(int at, int value, string fault)
    {
        byte[] bytes = Written();
        bytes[at] = (byte)value;
        FormatFiles.Faults(fault, () => NetCdfFile.Read(new MemoryStream(bytes), "a.nc"));
    }

    [Fact]
    public void Another_kind_of_file_is_named() =>
        FormatFiles.Faults("found an HDF5 file (Keras, NetCDF 4)", () => NetCdfFile.Read(new MemoryStream([0x89, .. "HDF\r\n"u8, 0x1A, 10, 0, 0, 0, 0]), "a.nc"));

    [Fact]
    public void Bad_arguments_are_named()
    {
        Assert.Throws<ArgumentException>(() => new NetCdfWriter(new MemoryStream(), "t", [new("t", 1, false)], [], []));
        Assert.Throws<ArgumentException>(() => new NetCdfWriter(new MemoryStream(), "t", [], [], [new("a/b", [])]));
        Assert.Throws<ArgumentException>(() => new NetCdfWriter(new MemoryStream(), "t", [], [], [new("a", ["q"])]));
        Assert.Throws<ArgumentException>(() => new NetCdfWriter(new MemoryStream(), "t", [new("q", 2, false)], [], [NetCdfColumn.OfDimension("q", [1])]));
        Assert.Throws<ArgumentException>(() => new NetCdfWriter(new MemoryStream(), "t", [], [], [new("a", [])]).Write([1, 2]));
    }

    internal static byte[] Written() => FormatFiles.Written(stream =>
    {
        NetCdfWriter writer = new(stream, "time", [new("q", 3, false)], [new("Conventions", "CF-1.8")],
        [
            new("time", [], new NetCdfEntry("units", "1")), new("x", [], new("_FillValue", double.NaN), new("range", 2, -0.5)), new("x_quantile", ["q"]),
            NetCdfColumn.OfDimension("q", [0.05, 0.5, 0.95]),
        ]);
        writer.Write([0, 1, 1, 2, 3]);
        writer.Write([0.1, double.NaN, 4, 5, 6]);
        writer.Complete();
        Assert.Equal(2, writer.Records);
    });
}
