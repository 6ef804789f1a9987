using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

public sealed class NpyRowTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1234)]
    public void Rows_written_one_by_one_are_the_file_that_the_whole_array_is(int rows)
    {
        string path = Path.Combine(folder, "rows.npy");
        float[] values = [.. Enumerable.Range(0, rows * 6).Select(i => i / 3f)];
        AtomicFile.Write(path, stream =>
        {
            using NpyRowWriter writer = new(stream, [2, 3], leaveOpen: true);
            for (int i = 0; i < rows; i++)
                writer.Write(values.AsSpan(i * 6, 6));
            Assert.Equal(rows, writer.Rows);
        });
        Assert.Equal(FormatFiles.Written(NpyArray.FromSingles([rows, 2, 3], values).Write), File.ReadAllBytes(path));

        using NpyRowReader reader = new(File.OpenRead(path), path);
        Assert.Equal([rows, 2, 3], reader.Shape);
        Assert.Equal((rows, 6), (reader.Rows, reader.RowLength));
        float[] row = new float[6];
        for (int i = 0; i < rows; i++)
        {
            Assert.True(reader.ReadRow(row));
            Assert.Equal(values.AsSpan(i * 6, 6).ToArray(), row);
        }

        Assert.False(reader.ReadRow(row));
    }

    [Fact]
    public void The_writer_keeps_to_its_place_in_the_stream()
    {
        MemoryStream stream = new();
        stream.Write("before"u8);
        using (NpyRowWriter writer = new(stream, [], leaveOpen: true))
        {
            writer.Write([7]);
            writer.Complete();
            Assert.Throws<InvalidOperationException>(() => writer.Write([8]));
        }

        stream.Write("after"u8);
        byte[] array = FormatFiles.Written(NpyArray.FromSingles([1], [7]).Write);
        Assert.Equal([.. "before"u8, .. array, .. "after"u8], stream.ToArray());
    }

    [Fact]
    public void Disposing_closes_the_stream_unless_it_is_to_stay_open()
    {
        MemoryStream stream = new();
        new NpyRowWriter(stream, [1]).Dispose();
        Assert.False(stream.CanWrite);
        MemoryStream source = new(stream.ToArray());
        new NpyRowReader(source, "a", leaveOpen: true).Dispose();
        Assert.True(source.CanRead);
        source.Position = 0;
        new NpyRowReader(source, "a").Dispose();
        Assert.False(source.CanRead);
    }

    [Fact]
    public void Memory_does_not_grow_with_the_rows()
    {
        byte[] bytes = FormatFiles.Written(NpyArray.FromDoubles([100_000, 2], new double[200_000]).Write);
        float[] row = new float[2];
        foreach (Stream stream in (Stream[])[new MemoryStream(bytes), new ForwardStream(bytes, most: 4000)])
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            using NpyRowReader reader = new(stream, "a");
            int rows = 0;
            while (reader.ReadRow(row))
                rows++;
            Assert.Equal(100_000, rows);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384);
        }
    }

    [Theory]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", "found a single number")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1)}", "expected 12 bytes of rows, found 8")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2147483647)}", "expected rows of at most 2147483591")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 2147483647)}", "that fits in a file")]
    public void A_header_that_gives_no_rows_is_refused(string header, string fault) => FormatFiles.Faults(
        fault, () => new NpyRowReader(new MemoryStream(NpyFileTests.Array(1, header, new byte[8])), "a.npy").Dispose());

    [Fact]
    public void A_stream_that_ends_within_a_row_is_a_fault()
    {
        byte[] bytes = NpyFileTests.Array(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2)}", new byte[12]);
        using NpyRowReader reader = new(new ForwardStream(bytes), "a.npy");
        float[] row = new float[2];
        Assert.True(reader.ReadRow(row));
        FormatFiles.Faults("expected 8 bytes of a row from byte 75, found 4", () => reader.ReadRow(row));
    }

    [Fact]
    public void A_double_beyond_single_precision_is_named()
    {
        byte[] bytes = FormatFiles.Written(NpyArray.FromDoubles([2, 2], [0, 1, 2, -1e300]).Write);
        using NpyRowReader reader = new(new MemoryStream(bytes), "a.npy");
        float[] row = new float[2];
        Assert.True(reader.ReadRow(row));
        FormatFiles.Faults("at byte 152: row 1, number 1: expected a number within", () => reader.ReadRow(row));
    }

    [Fact]
    public void A_known_number_of_rows_needs_no_stream_that_can_seek()
    {
        byte[] grown = FormatFiles.Written(stream =>
        {
            using NpyRowWriter writer = new(stream, [2], leaveOpen: true);
            writer.Write([1, 2]);
            writer.Write([3, 4]);
        });
        using MemoryStream known = new();
        using (NpyRowWriter writer = new(new OneWay(known), 2, [2]))
        {
            writer.Write([1, 2]);
            Assert.Equal(1, writer.Rows);
            Assert.Throws<InvalidOperationException>(writer.Complete);
        }

        known.SetLength(0);
        using (NpyRowWriter writer = new(new OneWay(known), 2, [2]))
        {
            writer.Write([1, 2]);
            writer.Write([3, 4]);
            Assert.Throws<InvalidOperationException>(() => writer.Write([5, 6]));
            writer.Complete();
        }

        Assert.Equal(grown, known.ToArray());
        Refuses.Argument("rows", () => new NpyRowWriter(new MemoryStream(), -1, [2]));
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        using NpyRowWriter writer = new(new MemoryStream(), [2]);
        Refuses.Argument("values", () => writer.Write([1]));
        Refuses.Argument("stream", () => new NpyRowWriter(new ForwardStream([]), [2]));
        Refuses.Argument("rowShape", () => new NpyRowWriter(new MemoryStream(), [-1]));
        Refuses.Argument("rowShape", () => new NpyRowWriter(new MemoryStream(), [int.MaxValue, 2]));
        byte[] rows = FormatFiles.Written(NpyArray.FromSingles([1, 2], [1, 2]).Write);
        using NpyRowReader reader = new(new MemoryStream(rows), "a");
        Refuses.Argument("values", () => reader.ReadRow(new float[3]));
    }

    /// <summary>Passes bytes on and cannot seek.</summary>
    private sealed class OneWay(Stream inner) : MemoryStream
    {
        public override bool CanSeek => false;

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
    }
}
