using System.Globalization;
using System.Text;
using Vardax.Managed.Formats;
using Vardax.Managed.Tests.Support;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Formats;

public sealed class CsvTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vardax-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n", "a|b", "1,2|3,4")]
    [InlineData("a,b\r\n1,2\r\n3,4", "a|b", "1,2|3,4")]
    [InlineData("\uFEFFa,b\n1,2\n", "a|b", "1,2")]
    [InlineData("a,b\n", "a|b", "")]
    [InlineData("a,b", "a|b", "")]
    [InlineData("time,\"x, \"\"1\"\"\",\"\",\u00fc\n1,2,3,4\n", "time|x, \"1\"||\u00fc", "1,2,3,4")]
    [InlineData("a,b\n,NaN\nnan, \n", "a|b", "NaN,NaN|NaN,NaN")]
    [InlineData("a\n\n1\n\n", "a", "NaN|1|NaN")]
    [InlineData("a,1\n 1 ,-2.5e-3\n+3,.5\n", "a|1", "1,-0.0025|3,0.5")]
    [InlineData("a,b\n1,2\n\n", "a|b", "1,2")]
    [InlineData("a,b\n\n1,2\r\n\r\n \t\n3,4\n\n", "a|b", "1,2|3,4")]
    [InlineData("\"a\",\"b\"\n\"1\",\"-2.5e-3\"\n\"\", \" 4 \" \n\"NaN\",\"\"\n", "a|b", "1,-0.0025|NaN,4|NaN,NaN")]
    [InlineData("#a,b\n0.1,16777217\n1e-50,-0\n", "#a|b", "0.1,16777216|0,-0")]
    public void Rows_of_numbers_are_read(string text, string columns, string rows)
    {
        foreach (Stream stream in (Stream[])[new MemoryStream(Bytes(text)), new ForwardStream(Bytes(text), most: 1)])
        {
            using CsvReader reader = new(stream, "a.csv");
            Assert.Equal(columns.Split('|'), reader.Columns);
            Assert.Equal(rows, string.Join('|', Rows(reader)));
        }
    }

    [Theory]
    [InlineData("", "a.csv: line 1, column 1: expected a line of column names, found an empty file")]
    [InlineData("\uFEFF", "line 1, column 1: expected a line of column names, found an empty file")]
    [InlineData("\n1\n", "line 1, column 1: expected column names in the first line, found numbers or nothing")]
    [InlineData("1,-2e5,NaN\n", "line 1, column 1: expected column names in the first line, found numbers or nothing")]
    [InlineData("a,b,a\n", "line 1, column 3: expected different column names, found 'a' twice")]
    [InlineData("a,\"b\n1,2\n", "line 1, column 2: expected a quote that ends within the line")]
    [InlineData("a,\"b\"c\n", "line 1, column 2: expected a quote at both ends and doubled ones within, found '\"b\"c'")]
    [InlineData("a,b\"\"\n", "line 1, column 2: expected a quote only around a name, found 'b\"\"'")]
    [InlineData("a\tb\n", "line 1, column 1: expected a column name without control characters, found 'a?b'")]
    [InlineData("a\r\r\n", "line 1, column 1: expected a column name without control characters")]
    [InlineData("a,b\n1,2\n3\n", "line 3, column 1: expected 2 cells as there are column names, found 1")]
    [InlineData("a,b\n1,2,3\n", "line 2, column 2: expected 2 cells as there are column names, found more")]
    [InlineData("a,b\n1,2\n3,x y\n", "a.csv: line 3, column 2: expected a finite number, NaN or nothing, found 'x y'")]
    [InlineData("a,b\n1;5,2\n", "line 2, column 1: expected a finite number, NaN or nothing, found '1;5'")]
    [InlineData("a,b\n1,2\n\"\"\n", "line 3, column 1: expected 2 cells as there are column names, found 1")]
    [InlineData("\"1\",\"2\"\n", "line 1, column 1: expected column names in the first line, found numbers or nothing")]
    [InlineData("a\n\"1,5\"\n", "line 2, column 1: expected a finite number, NaN or nothing, found '\"1,5\"'")]
    [InlineData("a\n\"\"1\"\"\n", "found '\"\"1\"\"'")]
    [InlineData("a\n\"1\"2\n", "found '\"1\"2'")]
    [InlineData("a\n\"inf\"\n", "found '\"inf\"'")]
    [InlineData("a\n1e39\n", "found '1e39'")]
    [InlineData("a\ninf\n", "found 'inf'")]
    [InlineData("a\nInfinity\n", "found 'Infinity'")]
    [InlineData("a\n1\0\n", "found '1?'")]
    [InlineData("a\n\u22121\n", "found '???1'")]
    [InlineData("a\n1 000\n", "found '1 000'")]
    [InlineData("a\n0x1\n", "found '0x1'")]
    [InlineData("a\n1\r2\n", "found '1?2'")]
    [InlineData("a\n# comment\n", "found '# comment'")]
    [InlineData("a,b\n\",\n", "line 2, column 1: expected a quote that ends within the line")]
    public void What_is_no_table_of_numbers_is_refused_by_line_and_column(string text, string fault) =>
        FormatFiles.Faults(fault, () => ReadAll(Bytes(text)));

    [Fact]
    public void The_letters_of_a_cell_keep_what_single_precision_rounds()
    {
        byte[] bytes = Bytes($"a,b,c\n\n12345678901234567890, \"100000.05\",\n1,,{new string('1', 1000)}\n");
        using CsvReader reader = new(new MemoryStream(bytes), "a.csv");
        float[] row = new float[3];
        Assert.True(reader.ReadRow(row));
        Assert.Equal(["12345678901234567890", "100000.05", ""], Cells());
        Assert.Equal(3, reader.Line);
        FormatFiles.Faults("line 4, column 3: expected a finite number", () => reader.ReadRow(row));

        string[] Cells() => [.. Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(reader.Cell(i)))];
    }

    [Fact]
    public void Letters_that_are_no_UTF8_are_refused()
    {
        FormatFiles.Faults("line 1, column 2: expected a column name in UTF-8, found '?'", () => ReadAll([.. "a,"u8, 0xFF]));
        FormatFiles.Faults("line 1, column 1: expected a column name in UTF-8", () => ReadAll([0xFF, 0xFE, .. "a\0\n\0"u8]));
    }

    [Fact]
    public void A_cell_and_the_number_of_columns_have_a_limit()
    {
        byte[] tall = Bytes($"a\n{new string('1', 1025)}");
        FormatFiles.Faults("line 2, column 1: expected a cell of at most 1024 bytes", () => ReadAll(tall));
        byte[] wide = Bytes(string.Join(',', Enumerable.Range(0, CsvReader.MaxColumns).Select(i => $"c{i}")));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(CsvReader.MaxColumns, new CsvReader(new MemoryStream(wide), "a.csv").Columns.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (2 * wide.Length) + Fuzzer.Allowance);
        FormatFiles.Faults("line 1, column 8193: expected at most 8192 columns", () => ReadAll([.. wide, .. ",x"u8]));
    }

    [Fact]
    public void Memory_does_not_grow_with_the_rows()
    {
        byte[] bytes = Bytes("a,b\n" + string.Concat(Enumerable.Repeat("1.25,-3e-5\n", 50_000)));
        float[] row = new float[2];
        long before = GC.GetAllocatedBytesForCurrentThread();
        using CsvReader reader = new(new MemoryStream(bytes), "a.csv");
        while (reader.ReadRow(row))
        {
        }

        Assert.Equal(50_001, reader.Line);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80_000);
    }

    [Fact]
    public void What_is_written_is_read_bit_for_bit_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        comma.NumberFormat.NaNSymbol = "nothing";
        try
        {
            CultureInfo.CurrentCulture = comma;
            byte[] bytes = FormatFiles.Written(stream =>
            {
                using CsvWriter writer = new(stream, ["time", "x, \"1\"", "\u00fc"], leaveOpen: true);
                writer.Write([0, -1.5f, float.NaN]);
                writer.Write([0.1f, float.MinValue, -float.Epsilon]);
            });
            Assert.Equal(
                "time,\"x, \"\"1\"\"\",\u00fc\n0,-1.5,\n0.1,-3.4028235E+38,-1E-45\n", Encoding.UTF8.GetString(bytes));
            using CsvReader reader = new(new MemoryStream(bytes), "a.csv");
            float[] row = new float[3];
            Assert.True(reader.ReadRow(row) && reader.ReadRow(row));
            BitwiseAssert.Equal([0.1f, float.MinValue, -float.Epsilon], row);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Any_single_reads_back_the_same()
    {
        Random random = new(5);
        float[] row = new float[7], read = new float[7];
        MemoryStream stream = new();
        using (CsvWriter writer = new(stream, ["a", "b", "c", "d", "e", "f", "g"], leaveOpen: true))
        {
            for (int i = 0; i < 2000; i++)
                writer.Write(Next());
        }

        random = new Random(5);
        stream.Position = 0;
        using CsvReader reader = new(stream, "a.csv");
        for (int i = 0; i < 2000; i++)
        {
            Assert.True(reader.ReadRow(read));
            BitwiseAssert.Equal(Next(), read);
        }

        Assert.False(reader.ReadRow(read));

        float[] Next()
        {
            for (int i = 0; i < row.Length; i++)
            {
                float value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
                row[i] = float.IsFinite(value) ? value : float.NaN;
            }

            return row;
        }
    }

    [Fact]
    public void Files_are_opened_and_closed()
    {
        string path = Path.Combine(folder, "a.csv");
        Assert.Throws<FileNotFoundException>(() => CsvReader.Open(path));
        AtomicFile.Write(path, stream => new CsvWriter(stream, ["a"], leaveOpen: true).Dispose());
        using (CsvReader reader = CsvReader.Open(path))
            Assert.Equal(["a"], reader.Columns);
        File.WriteAllText(path, "1");
        FormatFiles.Faults($"{path}: line 1", () => CsvReader.Open(path));
        File.Delete(path);
        MemoryStream closed = new();
        new CsvWriter(closed, ["a"]).Dispose();
        Assert.False(closed.CanWrite);
    }

    [Fact]
    public void Bad_arguments_are_refused()
    {
        Refuses.Argument("columns", () => new CsvWriter(new MemoryStream(), []));
        Refuses.Argument("columns", () => new CsvWriter(new MemoryStream(), ["1", "2"]));
        Refuses.Argument("columns", () => new CsvWriter(new MemoryStream(), ["a", "a"]));
        Refuses.Argument("columns", () => new CsvWriter(new MemoryStream(), ["a\nb"]));
        using CsvWriter writer = new(new MemoryStream(), ["a", "b"]);
        Refuses.Argument("values", () => writer.Write([1]));
        Refuses.Argument("values", () => writer.Write([1, float.NegativeInfinity]));
        using CsvReader reader = new(new MemoryStream("a,b\n"u8.ToArray()), "a.csv");
        Refuses.Argument("values", () => reader.ReadRow(new float[1]));
    }

    private static void ReadAll(byte[] bytes)
    {
        using CsvReader reader = new(new MemoryStream(bytes), "a.csv");
        Rows(reader);
    }

    private static List<string> Rows(CsvReader reader)
    {
        List<string> rows = [];
        float[] row = new float[reader.Columns.Count];
        while (reader.ReadRow(row))
            rows.Add(string.Join(',', row.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        return rows;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
