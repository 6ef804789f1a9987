using System.Buffers.Binary;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Cli;

namespace Vardax.Managed.Tests.Formats;

public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "a.part");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_was_kept_comes_back_in_order_and_bit_for_bit()
    {
        double nan = BitConverter.Int64BitsToDouble(0x7ff8_0000_dead_beef);
        Ledger written = new();
        Assert.Equal(-0.0, written.Keep("d", -0.0));
        written.Keep("d", nan);
        written.Keep("f", float.Epsilon);
        written.Keep("i", int.MinValue);
        written.Keep("even", [1.0, 2.0]);
        written.Keep("even", [3.0, double.NegativeInfinity]);
        written.Keep("uneven", [1f]);
        written.Keep("uneven", Array.Empty<float>());
        written.Keep("uneven", [2f, 3f]);
        written.Keep("ints", Array.Empty<int>());
        written.Keep("bytes", (byte[])[0, 255]);
        written.Keep("text", "ok");
        written.Keep("text", "ü\n\0");
        written.Save(File, new Dictionary<string, string> { ["of"] = "a test" });

        Ledger read = Ledger.Load(File);
        Assert.True(read.IsLoaded && !written.IsLoaded);
        Assert.Equal("a test", read.Metadata["of"]);
        Assert.Equal(BitConverter.DoubleToInt64Bits(-0.0), BitConverter.DoubleToInt64Bits(read.Keep("d", 5.0)));
        Assert.Equal(BitConverter.DoubleToInt64Bits(nan), BitConverter.DoubleToInt64Bits(read.Keep("d", 5.0)));
        Assert.Equal(float.Epsilon, read.Keep("f", 0f));
        Assert.Equal(int.MinValue, read.Keep("i", 0));
        Assert.Equal([1.0, 2.0], read.Keep("even", Array.Empty<double>()));
        Assert.Equal([3.0, double.NegativeInfinity], read.Keep("even", Array.Empty<double>()));
        Assert.Equal([1f], read.Keep("uneven", Array.Empty<float>()));
        Assert.Empty(read.Keep("uneven", [7f]));
        Assert.Equal([2f, 3f], read.Keep("uneven", Array.Empty<float>()));
        Assert.Empty(read.Keep("ints", [1]));
        Assert.Equal([0, 255], read.Keep("bytes", Array.Empty<byte>()));
        Assert.Equal(("ok", "ü\n\0"), (read.Keep("text", ""), read.Keep("text", "")));
    }

    [Fact]
    public void The_file_is_a_safetensors_file_with_a_tensor_for_each_column()
    {
        Ledger ledger = new();
        for (int i = 0; i < 3; i++)
        {
            ledger.Keep("a", i + 0.5);
            ledger.Keep("b", [i, 2 * i]);
            ledger.Keep("c", new float[i]);
        }

        ledger.Save(File, new Dictionary<string, string>());
        // By the format's own description: the header's length, the header, the elements.
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        string header = Encoding.UTF8.GetString(bytes, 8, (int)BinaryPrimitives.ReadInt64LittleEndian(bytes));
        Assert.Contains("\"a\":{\"dtype\":\"F64\",\"shape\":[3],", header, StringComparison.Ordinal);
        Assert.Contains("\"b\":{\"dtype\":\"I32\",\"shape\":[3,2],", header, StringComparison.Ordinal);
        Assert.Contains("\"c\":{\"dtype\":\"F32\",\"shape\":[3],", header, StringComparison.Ordinal);
        Assert.Equal([0, 1, 2], SafeTensorsFile.Load(File)["c.lengths"].ToInt32s());
        Assert.Equal([0.5, 1.5, 2.5], SafeTensorsFile.Load(File)["a"].ToDoubles());
    }

    [Fact]
    public void Damage_to_any_byte_is_found()
    {
        Ledger ledger = new();
        ledger.Keep("a", 1.0);
        ledger.Keep("t", "text");
        ledger.Save(File, new Dictionary<string, string> { ["key"] = "value" });
        byte[] whole = System.IO.File.ReadAllBytes(File);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 4;
            System.IO.File.WriteAllBytes(File, damaged);
            Assert.Throws<VardaxFormatException>(() => Ledger.Load(File));
        }

        for (int length = 0; length < whole.Length; length += 7)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.Throws<VardaxFormatException>(() => Ledger.Load(File));
        }
    }

    [Fact]
    public void What_is_not_there_is_named()
    {
        Ledger ledger = new();
        ledger.Keep("a", 1.0);
        ledger.Keep("b", [1, 2]);
        Assert.Contains("column a", Assert.Throws<ArgumentException>(() => ledger.Keep("a", 1f)).Message, StringComparison.Ordinal);
        ledger.Save(File, new Dictionary<string, string>());
        Ledger read = Ledger.Load(File);
        Assert.Contains("tensor 'z', found none", Assert.Throws<VardaxFormatException>(() => read.Keep("z", 1.0)).Message, StringComparison.Ordinal);
        Assert.Contains("tensor 'a': expected elements of type F32, found F64",
            Assert.Throws<VardaxFormatException>(() => read.Keep("a", 1f)).Message, StringComparison.Ordinal);
        read.Keep("a", 0.0);
        Assert.Contains("tensor 'a': expected 8 bytes more, found 0", Assert.Throws<VardaxFormatException>(() => read.Keep("a", 0.0)).Message, StringComparison.Ordinal);
        new SafeTensorsFile([SafeTensor.FromDoubles("a", [1], [1])]).Save(File);
        Assert.Contains("expected a digest", Assert.Throws<VardaxFormatException>(() => Ledger.Load(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_digest_of_a_file_is_its_sha256()
    {
        // FIPS 180-4's example.
        System.IO.File.WriteAllText(File, "abc");
        Assert.Equal("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digest.Of(File));
    }
}
