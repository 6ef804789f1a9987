using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

public sealed class NpyFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    private string Target => Path.Combine(folder, "a.npy");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_numpy_writes_is_read(bool streamed)
    {
        string path = FormatFiles.Vector("numpy.npy");
        byte[] bytes = File.ReadAllBytes(path);
        IReadOnlyList<NpyArray> arrays = NpyArrays.ReadAll(streamed ? new ForwardStream(bytes) : new MemoryStream(bytes), "numpy.npy");
        Assert.Equal(
            [NpyType.F32, NpyType.F64, NpyType.F32, NpyType.I32, NpyType.I64, NpyType.Bool, NpyType.U8, NpyType.F32, NpyType.F32,
                NpyType.F64, NpyType.F32],
            arrays.Select(array => array.Type));
        Assert.All((int[])[0, 2, 7, 8], i => Assert.Equal(FormatFiles.Quarters, arrays[i].ToSingles()));
        Assert.All((int[])[0, 2, 7, 8], i => Assert.Equal([2, 3], arrays[i].Shape));
        Assert.Equal([2, 3, 4], arrays[1].Shape);
        Assert.Equal(FormatFiles.Cube, arrays[1].ToDoubles());
        Assert.Equal([-1, int.MaxValue], arrays[3].ToInt64s());
        Assert.Equal([-(1L << 53) - 1, 1L << 62], arrays[4].ToInt64s());
        Assert.Equal([1f, 0, 1], arrays[5].ToSingles());
        Assert.Equal([0, 7, 255], arrays[6].ToInt64s());
        Assert.Empty(arrays[9].Shape);
        Assert.Equal([2.5f], arrays[9].ToSingles());
        Assert.Equal([0, 3], arrays[10].Shape);
        Assert.Empty(arrays[10].ToSingles());
    }

    [Fact]
    public void What_is_written_is_what_numpy_writes()
    {
        byte[] numpy = File.ReadAllBytes(FormatFiles.Vector("numpy.npy"));
        byte[] first = FormatFiles.Written(NpyArray.FromSingles([2, 3], FormatFiles.Quarters).Write);
        Assert.Equal(numpy[..first.Length], first);
        byte[] last = FormatFiles.Written(stream => NpyFile.Write(
            stream, NpyArray.FromDoubles([], [2.5]), NpyArray.FromSingles([0, 3], [])));
        Assert.Equal(numpy[^last.Length..], last);
        byte[] booleans = FormatFiles.Written(NpyArray.FromBooleans([3], [true, false, true]).Write);
        Assert.True(numpy.AsSpan().IndexOf(booleans) > 0);
    }

    [Fact]
    public void The_stream_is_left_right_after_the_array()
    {
        byte[] bytes = FormatFiles.Written(stream =>
        {
            NpyFile.Write(stream, NpyArray.FromInt64s([2], [long.MinValue, 3]), NpyArray.FromSingles([1], [1.5f]));
            stream.WriteByte(77);
        });
        foreach (Stream stream in (Stream[])[new MemoryStream(bytes), new ForwardStream(bytes)])
        {
            Assert.Equal([long.MinValue, 3], NpyArray.Read(stream, "a").ToInt64s());
            Assert.Equal([1.5], NpyArray.Read(stream, "a").ToDoubles());
            Assert.Equal(77, stream.ReadByte());
            FormatFiles.Faults("a: at byte 0: expected a .npy array, found the end", () => NpyArray.Read(stream, "a"));
        }
    }

    [Fact]
    public void A_file_of_one_array_has_nothing_after_it()
    {
        NpyArray array = NpyArray.FromDoubles([1, 2], [Math.E, double.NaN]);
        NpyFile.Save(Target, array);
        Assert.Equal([Math.E, double.NaN], NpyFile.Load(Target).ToDoubles());
        NpyFile.Save(Target, array, array);
        FormatFiles.Faults("at byte 144: expected nothing after the array", () => NpyFile.Load(Target));
        File.WriteAllBytes(Target, []);
        FormatFiles.Faults("found the end", () => NpyFile.Load(Target));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }   \n", null)]
    [InlineData("{\"shape\":(2,),\"fortran_order\":True,\"descr\":\"<f4\"}", null)]
    [InlineData(" {\n'shape' : ( 2 , ) ,\t'descr':'<f4','fortran_order':False }", null)]
    [InlineData("{'descr': '<i8', 'fortran_order': False, 'shape': (), }", null)]
    [InlineData("{'descr': '|u1', 'fortran_order': False, 'shape': (8, 1), }", null)]
    [InlineData("{'descr': '>u1', 'fortran_order': False, 'shape': (2, 4,), }", null)]
    [InlineData("", "at byte 10: header: expected a dictionary")]
    [InlineData("{}", "header: expected the keys 'descr', 'fortran_order' and 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "at byte 64: header: expected ',' or '}'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}}", "expected nothing after the dictionary")]
    [InlineData("{'descr': '<f4', 'descr': '<f4', 'shape': (2,)}", "at byte 27: header: expected the keys")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), 'x': 1}", "once each, found 'x'")]
    [InlineData("{'descr': '<f2', 'fortran_order': False, 'shape': (2,)}", "'|b1' or '|u1', found '<f2'")]
    [InlineData("{'descr': '|f4', 'fortran_order': False, 'shape': (2,)}", "found '|f4'")]
    [InlineData("{'descr': '=f4', 'fortran_order': False, 'shape': (2,)}", "found '=f4'")]
    [InlineData("{'descr': '', 'fortran_order': False, 'shape': (2,)}", "found ''")]
    [InlineData("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2,)}", "arrays of records are not read")]
    [InlineData("{'descr': '<f4', 'fortran_order': 0, 'shape': (2,)}", "expected True or False as 'fortran_order'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': 2}", "expected a tuple as 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "found a number in brackets")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-2,)}", "integers from 0 to 2147483647 in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (02,)}", "integers from 0 to 2147483647 in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483648,)}", "integers from 0 to 2147483647")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1 2)}", "expected ',' or ')' in 'shape'")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (,)}", "integers from 0")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2,", "integers from 0")]
    [InlineData("{'desc\\u0072': '<f4', 'fortran_order': False, 'shape': (2,)}", "a short plain string that ends")]
    [InlineData("{'descr", "a short plain string that ends")]
    [InlineData("{'descr' '<f4', 'fortran_order': False, 'shape': (2,)}", "expected ':' after 'descr'")]
    [InlineData("{descr: '<f4'}", "header: expected a key")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "expected 12 bytes of the array's elements, found 8")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2147483647,)}", "expected at most 2147483591 bytes")]
    [InlineData(
        "{'descr': '<f4', 'fortran_order': True, 'shape': (2147483647, 2147483647, 2147483647)}", "expected an array that fits in a file")]
    public void A_header_is_read_or_refused_by_its_fault(string header, string? fault)
    {
        byte[] bytes = Array(1, header, new byte[8]);
        if (fault is null)
            Assert.Equal(8, NpyFile.Read(new MemoryStream(bytes), "a.npy").Data.Length);
        else
            FormatFiles.Faults(fault, () => NpyFile.Read(new MemoryStream(bytes), "a.npy"));
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (500000000,)}", "elements, found 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "expected 12 bytes of the array's elements, found 8")]
    public void A_stream_that_cannot_seek_claims_more_than_it_has(string header, string fault)
    {
        byte[] bytes = Array(1, header, new byte[8]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatFiles.Faults(fault, () => NpyFile.Read(new ForwardStream(bytes), "a.npy"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Fuzzer.Allowance);
    }

    [Fact]
    public void More_than_64_axes_are_refused()
    {
        string shape = string.Join(", ", Enumerable.Repeat(1, 65));
        byte[] bytes = Array(2, $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({shape})}}", [1]);
        FormatFiles.Faults("at most 64 axes", () => NpyFile.Read(new MemoryStream(bytes), "a.npy"));
    }

    [Theory]
    [InlineData(0, (byte)0x92, "at byte 0: expected the magic bytes")]
    [InlineData(6, (byte)4, "expected version 1.0, 2.0 or 3.0, found 4.0")]
    [InlineData(7, (byte)1, "expected version 1.0, 2.0 or 3.0, found 1.1")]
    [InlineData(9, (byte)0xFF, "expected 65348 bytes of the header")]
    public void A_damaged_beginning_is_named(int at, byte value, string fault)
    {
        byte[] bytes = Array(1, "{'descr': '|u1', 'fortran_order': False, 'shape': (1,)}", [1]);
        bytes[8] = 68;
        bytes[at] = value;
        FormatFiles.Faults(fault, () => NpyFile.Read(new MemoryStream(bytes), "a.npy"));
    }

    [Fact]
    public void A_header_of_gigabytes_is_refused()
    {
        byte[] bytes = Array(2, "{}", []);
        bytes[11] = 0x7F;
        FormatFiles.Faults("expected a header of at most 65535 bytes", () => NpyFile.Read(new ForwardStream(bytes), "a.npy"));
    }

    [Fact]
    public void Numbers_are_rounded_once_and_never_become_infinite()
    {
        // Between two singles, just above their middle: by way of a double it would be the middle.
        long above = (1L << 60) + (1L << 36) + 1;
        Assert.Equal([(float)(1L << 60) + (1L << 37)], NpyArray.FromInt64s([1], [above]).ToSingles());
        Assert.Equal([0.1f, float.PositiveInfinity], NpyArray.FromDoubles([2], [0.1, double.PositiveInfinity]).ToSingles());
        FormatFiles.Faults(
            "element 1: expected a number within the range of single precision, found 1E+39", () => NpyArray.FromDoubles([2], [0, 1e39]).ToSingles());
        FormatFiles.Faults("expected elements that are integers, found '<f4'", () => NpyArray.FromSingles([1], [1]).ToInt64s());
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("shape", () => NpyArray.FromSingles([2], [1]));
        Refuses.Argument("shape", () => NpyArray.FromInt64s([-1, -1], [1]));
        Refuses.Argument("shape", () => NpyArray.FromDoubles([int.MaxValue, int.MaxValue, int.MaxValue], []));
        Assert.Throws<FileNotFoundException>(() => NpyFile.Load(Target));
    }

    /// <summary>The bytes of an array by its parts.</summary>
    internal static byte[] Array(byte version, string header, byte[] data)
    {
        byte[] text = Encoding.ASCII.GetBytes(header);
        byte[] length = [(byte)text.Length, (byte)(text.Length >> 8), 0, 0];
        return [0x93, .. "NUMPY"u8, version, 0, .. length[..(version == 1 ? 2 : 4)], .. text, .. data];
    }
}
