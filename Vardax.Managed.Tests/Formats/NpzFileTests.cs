using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

public sealed class NpzFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_numpy_writes_is_read()
    {
        NpzFile stored = NpzFile.Load(FormatFiles.Vector("numpy.npz"));
        Assert.Equal(["cube", "quarters"], stored.Arrays.Keys.Order());
        Assert.Equal(FormatFiles.Quarters, stored["quarters"].ToSingles());
        Assert.Equal(FormatFiles.Cube, stored["cube"].ToDoubles());
        NpzFile deflated = NpzFile.Load(FormatFiles.Vector("numpy-deflated.npz"));
        Assert.Equal(FormatFiles.Quarters, deflated["quarters"].ToSingles());
        Assert.Equal(new double[5000], deflated["zeros"].ToDoubles());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_is_written_is_read(bool streamed)
    {
        NpzFile file = new(new Dictionary<string, NpyArray>
        {
            ["x"] = NpyArray.FromSingles([2, 3], FormatFiles.Quarters), ["folder/\u00fc"] = NpyArray.FromInt64s([], [-5]),
        });
        string path = Path.Combine(folder, "a.npz");
        file.Save(path);
        NpzFile read = streamed ? NpzFile.Read(new ForwardStream(File.ReadAllBytes(path)), path) : NpzFile.Load(path);
        Assert.Equal(path, read.Name);
        Assert.Equal(FormatFiles.Quarters, read["x"].ToSingles());
        Assert.Equal([-5], read["folder/\u00fc"].ToInt64s());
        FormatFiles.Faults($"{path}: at byte 0: expected an array 'y', found none among 2", () => _ = read["y"]);
        Assert.Throws<FileNotFoundException>(() => NpzFile.Load(Path.Combine(folder, "none")));
    }

    [Fact]
    public void The_same_arrays_give_the_same_bytes_at_any_time_and_in_any_order()
    {
        NpyArray array = NpyArray.FromSingles([1], [1]);
        byte[] first = FormatFiles.Written(new NpzFile(new Dictionary<string, NpyArray> { ["b"] = array, ["a"] = array }).Write);
        byte[] second = FormatFiles.Written(new NpzFile(new Dictionary<string, NpyArray> { ["a"] = array, ["b"] = array }).Write);
        Assert.Equal(first, second);
        // Method 0, stored; midnight of 1 January 1980.
        Assert.Equal([0, 0, 0, 0, 0x21, 0], first[8..14]);
        Assert.True(first.AsSpan().IndexOf(FormatFiles.Written(array.Write)) > 0);
    }

    [Fact]
    public void A_bomb_is_refused_by_what_it_says()
    {
        byte[] bytes = Archive(("x.npy", NpyFileTests.Array(1, Header(10_000_000), new byte[10_000_000])));
        Assert.True(bytes.Length < 50_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatFiles.Faults(
            "(x.npy): at byte 0: expected at most 1000000 bytes of arrays, found 10000",
            () => NpzFile.Read(new MemoryStream(bytes), "a.npz", maxBytes: 1_000_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Fuzzer.Allowance);
    }

    [Fact]
    public void A_bomb_that_says_less_is_refused_as_it_inflates()
    {
        byte[] bytes = Archive(("x.npy", NpyFileTests.Array(1, Header(10_000_000), new byte[10_000_000])));
        int directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(directory + 24), 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<VardaxFormatException>(() => NpzFile.Read(new MemoryStream(bytes), "a.npz", maxBytes: 1_000_000));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Fuzzer.Allowance);
    }

    [Fact]
    public void The_limit_is_for_all_arrays_together()
    {
        byte[] entry = NpyFileTests.Array(1, Header(1000), new byte[1000]);
        byte[] bytes = Archive(("x.npy", entry), ("y.npy", entry));
        Assert.Equal(2, NpzFile.Read(new MemoryStream(bytes), "a", maxBytes: 2 * entry.Length).Arrays.Count);
        FormatFiles.Faults(
            $"a(y.npy): at byte 0: expected at most {(2 * entry.Length) - 1} bytes of arrays, found {entry.Length} after",
            () => NpzFile.Read(new MemoryStream(bytes), "a", maxBytes: (2 * entry.Length) - 1));
        Refuses.Argument("maxBytes", () => NpzFile.Read(new MemoryStream(bytes), "a", maxBytes: -1));
    }

    [Fact]
    public void Names_that_stand_twice_and_entries_that_are_no_arrays_are_refused()
    {
        byte[] entry = NpyFileTests.Array(1, Header(1), [1]);
        FormatFiles.Faults(
            "a(x.npy): at byte 0: expected different names, found two entries of this name",
            () => NpzFile.Read(new MemoryStream(Archive(("x.npy", entry), ("x.npy", entry))), "a"));
        FormatFiles.Faults(
            "a(x.txt): at byte 0: expected entries of the kind .npy",
            () => NpzFile.Read(new MemoryStream(Archive(("x.txt", entry))), "a"));
        FormatFiles.Faults(
            "a(x.npy): at byte 0: expected the magic bytes",
            () => NpzFile.Read(new MemoryStream(Archive(("x.npy", [1, 2, 3]))), "a"));
        FormatFiles.Faults(
            $"a(x.npy): at byte {entry.Length}: expected nothing after the array",
            () => NpzFile.Read(new MemoryStream(Archive(("x.npy", [.. entry, 0]))), "a"));
    }

    [Fact]
    public void A_number_that_changed_is_seen_by_the_checksum()
    {
        Dictionary<string, NpyArray> arrays = new() { ["x"] = NpyArray.FromSingles([1], [1]) };
        byte[] bytes = FormatFiles.Written(new NpzFile(arrays).Write);
        bytes[bytes.AsSpan().IndexOf((byte[])[0, 0, 0x80, 0x3F])] = 1;
        FormatFiles.Faults("a(x.npy): at byte 0: expected a checksum of ", () => NpzFile.Read(new MemoryStream(bytes), "a"));
    }

    [Fact]
    public void What_is_no_archive_is_refused()
    {
        FormatFiles.Faults(
            "a: at byte 0: expected a ZIP archive, found no end of its directory", () => NpzFile.Read(new MemoryStream(), "a"));
        FormatFiles.Faults("found no end of its directory", () => NpzFile.Read(new MemoryStream(new byte[1000]), "a"));
        byte[] empty = Archive();
        Assert.Empty(NpzFile.Read(new MemoryStream(empty), "a").Arrays);
        empty[16] = 1;
        FormatFiles.Faults("expected a ZIP archive's directory before its end", () => NpzFile.Read(new MemoryStream(empty), "a"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_directory_that_grows_in_memory_is_refused_before_it_does(ushort entries)
    {
        // Ten thousand entries without a name, whatever number the end gives.
        byte[] bytes = new byte[(46 * 10_000) + 22];
        for (int i = 0; i < 10_000; i++)
            "PK\x01\x02"u8.CopyTo(bytes.AsSpan(i * 46));
        Span<byte> end = bytes.AsSpan(46 * 10_000);
        "PK\x05\x06"u8.CopyTo(end);
        BinaryPrimitives.WriteUInt16LittleEndian(end[8..], entries);
        BinaryPrimitives.WriteUInt16LittleEndian(end[10..], entries);
        FormatFiles.Faults("expected a directory of at most 98304 bytes", () => NpzFile.Read(new MemoryStream(bytes), "a"));
    }

    [Fact]
    public void The_checksum_is_that_of_the_ZIP_format() => Assert.Equal(
        0xCBF43926u, Crc32.Append(Crc32.Append(0, Encoding.ASCII.GetBytes("12345")), Encoding.ASCII.GetBytes("6789")));

    private static string Header(int count) => $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count},)}}";

    private static byte[] Archive(params (string Name, byte[] Bytes)[] entries) => FormatFiles.Written(stream =>
    {
        using ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream entry = archive.CreateEntry(name).Open();
            entry.Write(bytes);
        }
    });
}
