using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

/// <summary>
/// Every type, byte order, order of the elements and number of axes, as numpy writes them (Vectors/formats.py): the reader of whole
/// arrays, the reader of rows and the command line's windows all find the numbers that numpy was given.
/// </summary>
public sealed class NpyOrderTests
{
    private static readonly byte[] File = System.IO.File.ReadAllBytes(FormatFiles.Vector("orders.npy"));

    [Fact]
    public void Every_order_means_the_same_numbers_to_both_readers()
    {
        HashSet<string> headers = [];
        foreach ((NpyArray array, byte[] bytes) in Arrays())
        {
            headers.Add(System.Text.Encoding.ASCII.GetString(bytes, 10, bytes.AsSpan().IndexOf((byte)'\n') - 10).TrimEnd());
            float[] expected = [.. Enumerable.Range(0, array.Shape.Aggregate(1, (a, b) => a * b)).Select(i => Value(array.Type, i))];
            BitwiseAssert.Equal<float>(expected, array.ToSingles());
            foreach (Stream stream in (Stream[])[new MemoryStream(bytes), new ForwardStream(bytes)])
                BitwiseAssert.Equal<float>(expected, Rows(stream, array.Shape[0]));
        }

        // Of the nine shapes three have one order of elements: (4,), (3, 1) and (0, 3); a byte has one order too.
        Assert.Equal(10 * (3 + (6 * 2)), headers.Count);
        Assert.Contains("{'descr': '>i8', 'fortran_order': True, 'shape': (2, 1, 3, 2), }", headers);
    }

    [Fact]
    public void Every_order_means_the_same_windows_and_masks()
    {
        int windows = 0;
        foreach ((NpyArray array, byte[] bytes) in Arrays().Where(a => a.Array.Shape is [5, 3] or [_, 5, 3]))
        {
            using NpyRows rows = new(new ForwardStream(bytes), "a.npy", SmallPosterior.Settings);
            float[] window = new float[15], expected = [.. Enumerable.Range(0, 30).Select(i => Value(array.Type, i))];
            int count = 0;
            for (; rows.TryRead(window); count++)
                BitwiseAssert.Equal<float>(expected.AsSpan(15 * count, 15), window);
            Assert.Equal((array.Shape.Count == 2, array.Shape is [2, ..] ? 2 : 1), (rows.IsSingle, count));
            windows += count;
            if (array.Type == NpyType.Bool)
            {
                WindowSlot slot = new(new() { Model = ModelCase.Model("control") });
                using MaskRows masks = new(new NpyRows(new ForwardStream(bytes), "a.npy", SmallPosterior.Settings), 15);
                masks.Next(slot);
                BitwiseAssert.Equal<float>(expected.AsSpan(0, 15), slot.Mask);
            }
        }

        Assert.Equal(10 * 2 * (1 + 2 + 1), windows);
    }

    [Fact]
    public void A_second_array_is_refused_unless_the_stream_goes_on()
    {
        byte[] one = FormatFiles.Written(NpyArray.FromSingles([1, 2], [3, 4]).Write), two = [.. one, .. one];
        string fault = $"a.npy: at byte {one.Length}: expected nothing after the array";
        FormatFiles.Faults(fault, () => Rows(new MemoryStream(two), 1));
        FormatFiles.Faults(fault, () => Rows(new ForwardStream(two), 1));
        FormatFiles.Faults(fault, () => NpyFile.Read(new MemoryStream(two), "a.npy"));
        foreach (Stream stream in (Stream[])[new MemoryStream(two), new ForwardStream(two)])
        {
            Assert.Equal([3, 4], Rows(stream, 1, leaveOpen: true));
            Assert.Equal([3, 4], Rows(stream, 1));
        }
    }

    [Fact]
    public void An_array_in_Fortran_order_is_refused_before_its_memory_is_taken()
    {
        byte[] claimed = NpyFileTests.Array(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (1000000, 51, 30)}", new byte[8]);
        long before = GC.GetAllocatedBytesForCurrentThread();
        FormatFiles.Faults(
            "expected at most 2147483591 bytes of an array in Fortran order, found 12240000000",
            () => Rows(new ForwardStream(claimed), 1));
        byte[] cut = NpyFileTests.Array(1, "{'descr': '<f8', 'fortran_order': True, 'shape': (1000000, 51, 3)}", new byte[8]);
        FormatFiles.Faults("expected 1224000000 bytes of the array's elements, found 8", () => Rows(new ForwardStream(cut), 1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Fuzzer.Allowance);
        byte[] beyond = NpyFileTests.Array(
            1, "{'descr': '>f8', 'fortran_order': True, 'shape': (1, 1, 1)}", [.. BitConverter.GetBytes(1e300).Reverse()]);
        FormatFiles.Faults("row 0, number 0: expected a number within", () => Rows(new MemoryStream(beyond), 1));
    }

    private static float[] Rows(Stream stream, int rows, bool leaveOpen = false)
    {
        using NpyRowReader reader = new(stream, "a.npy", leaveOpen);
        float[] values = new float[rows * reader.RowLength];
        for (int i = 0; i < rows; i++)
            Assert.True(reader.ReadRow(values.AsSpan(i * reader.RowLength, reader.RowLength)));
        Assert.False(reader.ReadRow(new float[reader.RowLength]));
        return values;
    }

    private static float Value(NpyType type, int i) => type switch
    {
        NpyType.Bool => i % 3 == 0 ? 1 : 0,
        NpyType.U8 => 37 * i % 256,
        NpyType.I32 => (100003 * i) - 7,
        NpyType.I64 => ((i - 3) * (1L << 40)) + 5,
        _ => (1.25f * i) - 3,
    };

    private static IEnumerable<(NpyArray Array, byte[] Bytes)> Arrays()
    {
        MemoryStream stream = new(File);
        while (stream.Position < stream.Length)
        {
            int start = (int)stream.Position;
            NpyArray array = NpyArray.Read(stream, "orders.npy");
            yield return (array, File[start..(int)stream.Position]);
        }
    }
}
