using System.Text;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Tests.Methods.Amortized;
using Vardax.Managed.Tests.Support.Fuzzing;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Rows of windows in CSV stand where their columns step and time say, whenever the clock begins.</summary>
public sealed class CsvRowsTests
{
    [Theory]
    [InlineData("time,x,y,z\n0,1,,\n0.02,2,,\n0.04,3,,\n", ":0=1,2=2,4=3")]
    [InlineData("time,x,y,z\n0.01,1,,\n0.03,2,,\n", ":1=1,3=2")]
    [InlineData("x,step,y,z\n1,2,,\n", ":2=1")]
    [InlineData("time,x,y,z\n0.0101,1,,\n0.0199,2,,\n", ":1=1,2=2")]
    [InlineData("time,x,y,z\n7.5,1,,\n7.51,,,\n7.52,,,\n7.53,,,\n7.54,2,,\n", ":0=1,4=2")]
    [InlineData("time,x,y,z\n100000.05,1,,\n100000.06,2,,\n100000.09,3,,\n", ":0=1,1=2,4=3")]
    [InlineData("time,x,y,z\n-0.02,1,,\n-0.01,2,,\n0.02,3,,\n", ":0=1,1=2,4=3")]
    [InlineData("step,x,y,z\n1,1,,\n2,2,,\n3,3,,\n4,4,,\n5,5,,\n", ":0=1,1=2,2=3,3=4,4=5")]
    [InlineData("step,time,x,y,z\n1,9.31,1,,\n3,9.33,2,,\n", ":1=1,3=2")]
    [InlineData("window,step,x,y,z\n3,0,1,,\n3,4,2,,\n4,1,3,,\n9,2,4,,\n9,3,5,,\n", "3:0=1,4=2 4:1=3 9:2=4,3=5")]
    [InlineData("window,time,x,y,z\n8,0,1,,\n8,0.04,2,,\n7,0.04,3,,\n7,0.08,4,,\n", "8:0=1,4=2 7:0=3,4=4")]
    [InlineData("window,time,x,y,z\n0,0.02,1,,\n\n1,0,2,,\n1,0.04,3,,\n\n\n", "0:2=1 1:0=2,4=3")]
    [InlineData("window,step,x,y,z\n7.0,0,1,,\n1e3,0,2,,\n\"20240101123456789\",3,3,,\n18446744073709551615,4,4,,\n",
        "7:0=1 1000:0=2 20240101123456789:3=3 18446744073709551615:4=4")]
    public void Rows_stand_where_their_clock_says(string csv, string expected) => Assert.Equal(expected, Read(csv));

    [Fact]
    public void A_window_with_its_last_step_is_there_before_the_next_row_comes()
    {
        using CsvRows rows = new(new BrokenStream("time,x,y,z\n0,1,,\n0.04,2,,\n"u8.ToArray()), "a.csv", SmallPosterior.Settings);
        Assert.True(rows.TryRead(new float[15]));
        Assert.Throws<IOException>(() => rows.TryRead(new float[15]));
    }

    [Fact]
    public void A_missing_row_is_a_fault_of_the_row_before()
    {
        using CsvRows rows = Open("time,x,y,z\n0.01,1,,\n0.03,2,,\n");
        Assert.True(rows.TryRead(new float[15]));
        Assert.All<(int Entry, string At)>(
            [(0, "line 2, column 2"), (4, "line 2, column 3"), (8, "line 2, column 4"), (9, "line 3, column 2"), (14, "line 3, column 4")],
            fault => Assert.Equal($"a.csv: {fault.At}: bad", rows.Fault(fault.Entry, "bad").Message));
    }

    private static CsvRows Open(string csv) => new(new ForwardStream(Encoding.UTF8.GetBytes(csv)), "a.csv", SmallPosterior.Settings);

    /// <summary>Of every window its name, and each step that has an x with it.</summary>
    private static string Read(string csv)
    {
        using CsvRows rows = Open(csv);
        List<string> windows = [];
        float[] values = new float[15];
        while (rows.TryRead(values))
        {
            IEnumerable<string> seen = Enumerable.Range(0, 5).Where(t => !float.IsNaN(values[3 * t])).Select(t => $"{t}={values[3 * t]:0}");
            windows.Add($"{rows.Id}:{string.Join(',', seen)}");
        }

        return string.Join(' ', windows);
    }

    /// <summary>Fails once its bytes are read.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and int count ? count : throw new IOException("broken");
    }
}
