using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Formats;

/// <summary>Against the examples of the Protocol Buffers encoding guide, and the wire format's limits.</summary>
public sealed class ProtobufWriterTests
{
    [Theory]
    [InlineData(1, 150, "089601")]
    [InlineData(1, 0, "0800")]
    [InlineData(1, 127, "087F")]
    [InlineData(1, 128, "088001")]
    [InlineData(16, 1, "800101")]
    [InlineData(1, -2, "08FEFFFFFFFFFFFFFFFF01")]
    [InlineData(1, long.MaxValue, "08FFFFFFFFFFFFFFFF7F")]
    public void Integers_are_varints(int field, long value, string expected) =>
        Assert.Equal(expected, Hex(writer => writer.Integer(field, value)));

    [Theory]
    [InlineData("testing", "120774657374696E67")]
    [InlineData("σ", "1202CF83")]
    [InlineData("", "1200")]
    public void Texts_are_utf8_behind_their_length(string value, string expected) =>
        Assert.Equal(expected, Hex(writer => writer.Text(2, value)));

    [Fact]
    public void Messages_stand_behind_their_length()
    {
        var inner = new ProtobufWriter();
        inner.Integer(1, 150);
        Assert.Equal("1A03089601", Hex(writer => writer.Message(3, inner)));
        Assert.Equal("1A00", Hex(writer => writer.Message(3, new ProtobufWriter())));
    }

    [Fact]
    public void Numbers_are_little_endian()
    {
        Assert.Equal("4A080000803F000000C0", Hex(writer => writer.Numbers<float>(9, [1f, -2f])));
        Assert.Equal("4A10000000000000F03F00000000000000C0", Hex(writer => writer.Numbers<double>(9, [1d, -2d])));
        Assert.Equal("4A100100000000000000FEFFFFFFFFFFFFFF", Hex(writer => writer.Numbers<long>(9, [1, -2])));
    }

    [Fact]
    public void Fields_follow_one_another_whatever_their_length()
    {
        string text = new('x', 100_000);
        string bytes = Hex(writer =>
        {
            writer.Integer(1, 1);
            writer.Text(2, text);
            writer.Integer(1, 2);
        });
        Assert.Equal("080112A08D06" + string.Concat(Enumerable.Repeat("78", text.Length)) + "0802", bytes);
    }

    private static string Hex(Action<ProtobufWriter> write)
    {
        var writer = new ProtobufWriter();
        write(writer);
        return Convert.ToHexString(writer.Written);
    }
}
