using System.Globalization;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Formats;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Records of any length, from the command line: windows of 5 states of three instruments that see every 2 steps.</summary>
public sealed class RecordTests : IDisposable
{
    private const int Rows = 24;

    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    [Fact]
    public async Task A_record_is_answered_as_its_windows_are()
    {
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", Record(), "--format", "csv", "--forecast", "2");
        Assert.True(exitCode == 0, error);
        Assert.StartsWith("window,step,time,usable,typicality,x_mean,x_std,x_q0.05", lines[0], StringComparison.Ordinal);
        string[][] cells = [.. lines[1..].Select(line => line.Split(','))];
        Assert.Equal(Enumerable.Range(0, Rows + 1).Concat([25, 26]), cells.Select(row => int.Parse(row[1], CultureInfo.InvariantCulture)));
        Assert.Equal("0.23", cells[23][2]);

        // The windows by themselves: the last begins at 20 and reaches one step beyond the record.
        ObservedWindow window = new(stream.Settings, new float[15], new float[15]);
        IPosterior posterior = stream.Model.CreatePosterior();
        float[] mean = new float[15], std = new float[15];
        foreach (string[] row in cells[..^2])
        {
            int index = int.Parse(row[0], CultureInfo.InvariantCulture), step = int.Parse(row[1], CultureInfo.InvariantCulture), first = 2 * index;
            for (int t = 0; t < 5; t++)
            {
                bool seen = (first + t) % 2 == 0 && first + t < Rows;
                window.Mask.AsSpan(3 * t, 3).Fill(seen ? 1 : 0);
                for (int i = 0; i < 3; i++)
                    window.Observations[(3 * t) + i] = seen ? Value(first + t, i) : 0;
            }

            posterior.Analyze(window, mean, std);
            int at = 3 * (step - first);
            Assert.Equal((Text(mean[at]), Text(std[at]), Text(mean[at + 2])), (row[5], row[6], row[15]));
        }

        Assert.Equal("10", cells[^1][0]);

        static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task Smoothed_windows_know_what_the_windows_before_know()
    {
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", Record(), "--format", "csv", "--smooth", "--inflation", "1.1");
        Assert.True(exitCode == 0, error);
        (_, string[] alone, _) = await stream.Answer("analyze", Record(), "--format", "csv");
        (_, string[] threads, _) = await stream.Answer("analyze", Record(), "--format", "csv", "--smooth", "--inflation", "1.1", "--threads", "3");
        Assert.Equal(lines, threads);
        Assert.Equal(alone[1..5], lines[1..5]);
        Assert.NotEqual(alone[6..], lines[6..]);

        ObservedWindow window = new(stream.Settings, new float[15], new float[15]);
        IPosterior posterior = stream.Model.CreatePosterior();
        var chain = new WindowChain(stream.Model, 1.1);
        float[] mean = new float[15], std = new float[15];
        string[][] cells = [.. lines[1..].Select(line => line.Split(','))];
        for (int index = 0; index < 11; index++)
        {
            for (int e = 0; e < 15; e++)
            {
                int step = (2 * index) + (e / 3);
                bool seen = step % 2 == 0 && step < Rows;
                (window.Observations[e], window.Mask[e]) = seen ? (Value(step, e % 3), 1) : (0, 0);
            }

            chain.Take(window, index == 10 ? 0 : 2);
            posterior.Analyze(window, mean, std);
            foreach (string[] row in cells.Where(row => row[0] == $"{index}"))
            {
                int at = 3 * (int.Parse(row[1], CultureInfo.InvariantCulture) - (2 * index));
                Assert.Equal((Text(mean[at]), Text(std[at])), (row[5], row[6]));
            }
        }

        static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("--smooth takes no --no-polish: ", "--smooth", "--no-polish")]
    [InlineData("--inflation is 2; it must be given beside --smooth.", "--inflation", "2")]
    [InlineData("--inflation is 0.5; it must be at least 1.", "--smooth", "--inflation", "0.5")]
    [InlineData("--stride is 5; it must be at most 4 with --smooth: ", "--smooth", "--stride", "5")]
    public async Task Windows_that_cannot_share_are_refused(string fault, params string[] options)
    {
        (int exitCode, _, string error) = await stream.Answer("analyze", Record(), ["--format", "csv", .. options]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("vardax: " + fault, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_format_says_the_same()
    {
        string[] asked = ["--format", "csv", "--forecast", "2", "--samples", "20"];
        (_, string[] csv, _) = await stream.Answer("analyze", Record(), asked);
        (_, string[] lines, _) = await stream.Answer("analyze", Record(), [.. asked, "--output-format", "jsonl", "--write-samples"]);
        JsonElement[] windows = [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
        float[] means = [.. windows.SelectMany(w => Numbers(w.GetProperty("mean")).Concat(w.TryGetProperty("forecast", out JsonElement f) ? Numbers(f) : []))];
        Assert.Equal(csv[1..].Select(row => row.Split(',')[5]), Enumerable.Range(0, means.Length / 3).Select(t => means[3 * t].ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(csv[1..].Select(row => row.Split(',')[2]),
            windows.SelectMany(w => w.GetProperty("times").EnumerateArray().Concat(w.TryGetProperty("forecast_times", out JsonElement f)
                ? f.EnumerateArray() : [])).Select(t => t.GetRawText()));
        Assert.Equal(3 * 12, windows.Sum(w => w.GetProperty("observed").GetInt32()));
        Assert.All(windows, w => Assert.Equal((20, w.GetProperty("times").GetArrayLength()), (w.GetProperty("samples").GetArrayLength(),
            w.GetProperty("samples")[0].GetArrayLength())));

        string folder = stream.Path("out");
        (int exitCode, _, string error) = await stream.Answer("analyze", Record(), [.. asked, "--output-format", "npy", "--write-samples", "--out", folder]);
        Assert.True(exitCode == 0, error);
        NpyArray Array(string name) => NpyFile.Load(Path.Combine(folder, name + ".npy"));
        Assert.Equal([25, 3], Array("mean").Shape);
        Assert.Equal([25, 20, 3], Array("samples").Shape);
        Assert.Equal([25, 3, 3], Array("quantiles").Shape);
        Assert.Equal([2, 3, 3], Array("forecast_quantiles").Shape);
        Assert.Equal([11], Array("usable").Shape);
        Assert.Equal(means, Array("mean").ToSingles().Concat(Array("forecast").ToSingles()));
        Assert.Equal(csv[1..26].Select(row => double.Parse(row.Split(',')[2], CultureInfo.InvariantCulture)), Array("time").ToDoubles().Select(t => Math.Round(t, 9)));
        Assert.Equal(csv[1..26].Select(row => row.Split(',')[0]), Array("window").ToDoubles().Select(w => w.ToString(CultureInfo.InvariantCulture)));
        Assert.Equal(
            windows.SelectMany(w => w.GetProperty("samples").EnumerateArray().Select(s => Numbers(s)[1])), SampleRows(Array("samples"), windows));

        // The second component of the first answered time of each sample.
        static IEnumerable<float> SampleRows(NpyArray samples, JsonElement[] windows)
        {
            float[] values = samples.ToSingles();
            int t = 0;
            foreach (JsonElement window in windows)
            {
                for (int s = 0; s < 20; s++)
                    yield return values[(((t * 20) + s) * 3) + 1];
                t += window.GetProperty("times").GetArrayLength();
            }
        }
    }

    [Theory]
    [InlineData("z,note,time,y,x", ",", "\n", false, "{2},\"a, b\",{t},{1},{0}")]
    [InlineData("\uFEFFtime,x,y,z", ",", "\r\n", false, "{t},\"{0}\",{1},{2}")]
    [InlineData("time;a;y;z", ";", "\n\n\n", true, "{t};{0};{1};{2}", "--separator", ";", "--decimal-comma", "--column", "x=a")]
    [InlineData("\"when\"\tx\ty\tz", "\t", "\n", false, "{t}\t{0}\t{1}\t{2}", "--separator", "tab", "--column", "time=when")]
    [InlineData("step,x,y,z", ",", "\n", false, "{s},{0},{1},{2}")]
    [InlineData("x,y,z", ",", "\n", false, "{0},{1},{2}")]
    public async Task A_record_is_the_same_however_it_is_written(string header, string separator, string end, bool comma, string row, params string[] options)
    {
        Assert.Contains(separator, header, StringComparison.Ordinal);
        StringBuilder text = new(header + end);
        for (int step = 0; step < Rows; step++)
        {
            string line = row.Replace("{t}", (step / 100m).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
                .Replace("{s}", $"{step}", StringComparison.Ordinal);
            for (int i = 0; i < 3; i++)
            {
                string value = step % 2 == 0 ? Value(step, i).ToString(CultureInfo.InvariantCulture) : ((string[])["", "NaN", "NA", "null", "n/a"])[(step + i) % 5];
                line = line.Replace($"{{{i}}}", value, StringComparison.Ordinal);
            }

            text.Append(comma ? line.Replace('.', ',') : line).Append(end);
        }

        (_, string[] expected, _) = await stream.Answer("analyze", Record(), "--format", "csv");
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", text.ToString(), [.. options, "--format", "csv"]);
        Assert.True(exitCode == 0, error);
        Assert.Equal(expected, lines);
        Assert.Equal(header.Contains("note", StringComparison.Ordinal), error.Contains("vardax: standard input: columns not read: note\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answers_have_the_dates_of_the_record()
    {
        (_, string[] numbers, _) = await stream.Answer("analyze", Record(), "--format", "csv");
        DateTime start = new(2024, 2, 28);
        string[] dates = [.. Enumerable.Range(0, Rows + 1).Select(step => start.AddSeconds(36 * step).ToString(step == 0 ? "yyyy-MM-dd"
            : "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture))];
        string[] rows = Record().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string record = rows[0] + "\n"
            + string.Concat(rows[1..].Select(row => dates[(int)(100 * decimal.Parse(row.Split(',')[0], CultureInfo.InvariantCulture))]
            + row[row.IndexOf(',', StringComparison.Ordinal)..] + "\n"));
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", record, "--format", "csv", "--time-unit", "hours");
        Assert.True(exitCode == 0, error);
        Assert.Equal(dates, lines[1..].Select(line => line.Split(',')[2]));
        Assert.Equal(numbers[1..].Select(line => line.Split(',')[5]), lines[1..].Select(line => line.Split(',')[5]));
        (_, lines, _) = await stream.Answer("analyze", record, "--format", "csv", "--output-format", "jsonl", "--time-unit", "hours");
        Assert.Equal("2024-02-28", JsonDocument.Parse(lines[0]).RootElement.GetProperty("times")[0].GetString());
    }

    [Theory]
    [InlineData("x,y,z\n1,2,3\n1,2", 3, 2, "expected 3 cells as there are column names, found 2")]
    [InlineData("x,y,z\n1,2,3\n1,2,1e99\n", 3, 3, "expected a finite number of z, or nothing, found 1E+99")]
    [InlineData("x,y,z\n1,two,3\n", 2, 2, "expected a finite number, NaN or nothing, found 'two'")]
    [InlineData("x,y\n1,2\n", 1, 1, "expected a column z, found x, y")]
    [InlineData("time,x,y,z\n0,1,2,3\n0.02,,,\n0.01,1,2,3\n", 4, 1, "expected a time after 0.02, found 0.01")]
    [InlineData("x,y,z,time\n1,2,3,0\n,,,0\n", 3, 4, "expected a time after 0, found the same")]
    [InlineData("time,x,y,z\n0,1,2,3\n0.014,,,\n", 3, 1, "expected a time in whole steps of 0.01 from 0, found 0.014, 0.4 steps from the nearest: --snap")]
    public async Task What_is_wrong_has_a_place(string record, int line, int column, string fault)
    {
        (int exitCode, _, string error) = await stream.Answer("analyze", record, "--format", "csv", "--stride", "2");
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"vardax: standard input: line {line}, column {column}: {fault}", error.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--stride", "0", "--stride is 0; it must be between 1 and 5.")]
    [InlineData("--snap", "0.6", "--snap is 0.6; it must be between 0 and 0.5.")]
    [InlineData("--time-unit", "moons", "--time-unit is moons; it must be seconds, minutes, hours, days, weeks, months or years, or a positive number.")]
    [InlineData("--column", "w=x", "--column is w=x; it must be NAME=HEADER with x, y, z, time or step.")]
    [InlineData("--column", "x=w", "standard input: line 1, column 1: expected a column w for x, found x, y, z")]
    [InlineData("--separator", ".", "--separator is '.'; it must be one letter, such as ; or |, or tab.")]
    [InlineData("--missing-value", "none", "--missing-value is none; it must be a number.")]
    public async Task A_wrong_option_is_one_line(string option, string value, string fault)
    {
        (int exitCode, _, string error) = await stream.Answer("analyze", "x,y,z\n1,2,3\n", "--format", "csv", option, value);
        Assert.Equal((1, $"vardax: {fault}\n"), (exitCode, error));
    }

    [Fact]
    public async Task What_is_missing_and_what_is_moved_is_told()
    {
        StringBuilder text = new("time,x,y,z\n");
        for (int step = 0; step < 40; step++)
        {
            string y = step < 10 ? "1" : "-999";
            text.Append(CultureInfo.InvariantCulture, $"{(step / 100.0) + (step is 4 or 6 ? 0.002 : 0)},{(step % 2 == 0 ? "1" : "")},{(step % 2 == 0 ? y : "")},1\n");
        }

        (int exitCode, string[] lines, string error) = await stream.Answer(
            "analyze", text.ToString(), "--format", "csv", "--missing-value", "-999", "--snap", "0.25", "--no-polish");
        Assert.True(exitCode == 0, error);
        Assert.Equal(Enumerable.Range(0, 41), lines[1..].Select(line => int.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)));
        Assert.Contains("vardax: 2 rows moved to the nearest step, by 0.2 steps at most\n", error, StringComparison.Ordinal);
        Assert.Contains("vardax: y: 5 of 21 values that the model expects, none after 0.08\n", error, StringComparison.Ordinal);
        Assert.Contains("vardax: z: 20 values at steps at which the model expects none: another sampling than trained\n", error, StringComparison.Ordinal);
        Assert.Contains("vardax: window 0, 0 to 0.03: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrays_are_records_too()
    {
        (_, string[] expected, _) = await stream.Answer("analyze", Record(), "--format", "csv");
        float[] obs = new float[Rows * 3];
        float[] mask = new float[Rows * 3];
        for (int at = 0; at < obs.Length; at++)
            (obs[at], mask[at]) = at / 3 % 2 == 0 ? (Value(at / 3, at % 3), 1) : (float.NaN, 0);
        string npy = stream.Path("record.npy"), npz = stream.Path("record.npz");
        NpyFile.Save(npy, NpyArray.FromSingles([Rows, 3], obs));
        Dictionary<string, NpyArray> arrays = new()
        {
            ["obs"] = NpyArray.FromSingles([Rows, 3], obs),
            ["mask"] = NpyArray.FromSingles([Rows, 3], mask),
            ["time"] = NpyArray.FromDoubles([Rows], [.. Enumerable.Range(0, Rows).Select(step => step / 100.0)]),
        };
        new NpzFile(arrays).Save(npz);
        foreach (string file in (string[])[npy, npz])
        {
            (int exitCode, string[] lines, string error) = await stream.Answer("analyze", "", file, "--output-format", "csv");
            Assert.True(exitCode == 0, error);
            Assert.Equal(expected, lines);
        }

        arrays["time"] = NpyArray.FromDoubles([Rows], new double[Rows]);
        new NpzFile(arrays).Save(npz);
        (int failed, _, string told) = await stream.Answer("analyze", "", npz);
        Assert.Equal((1, $"vardax: {npz}: time[1]: expected a time after 0, found the same\n"), (failed, told));
    }

    [Fact]
    public async Task A_netcdf_file_is_read_and_written()
    {
        string record = stream.Path("record.nc"), answers = stream.Path("answers.nc");
        using (FileStream file = File.Create(record))
        {
            NetCdfWriter writer = new(file, "time", [], [],
                [new("height", [], new NetCdfEntry("_FillValue", -1.0)), new("x", []), new("time", [], new NetCdfEntry("units", "hours since 2024-02-28 06:00")), new("z", [])]);
            for (int step = 0; step < Rows; step++)
                writer.Write(step % 2 == 0 ? [Value(step, 1), Value(step, 0), step / 100.0, Value(step, 2)] : [-1, double.NaN, step / 100.0, double.NaN]);
            writer.Complete();
        }

        string[] asked = [record, "--column", "y=height", "--time-unit", "hours", "--forecast", "2"];
        (_, string[] csv, _) = await stream.Answer("analyze", Record(), "--format", "csv", "--forecast", "2");
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", "", asked);
        Assert.True(exitCode == 0, error);
        Assert.Equal(csv.Select(Values), lines.Select(Values));
        Assert.Equal("2024-02-28T06:00:36", lines[2].Split(',')[2]);
        (exitCode, _, error) = await stream.Answer("analyze", "", [.. asked, "--out", answers]);
        Assert.True(exitCode == 0, error);
        NetCdfFile read = NetCdfFile.Load(answers);
        Assert.Equal(csv[1..].Select(Values), Enumerable.Range(0, csv.Length - 1).Select(t =>
            string.Join(',', ((string[])["usable", "typicality", "x_mean", "x_std"]).Select(name =>
                ((float)read.Find(name)!.ToDoubles()[t]).ToString(CultureInfo.InvariantCulture)))));
        Assert.Equal([0.05, 0.5, 0.95], read.Find("quantile")!.ToDoubles());
        Assert.Equal(["time", "quantile"], read.Find("z_quantiles")!.Dimensions.Select(d => d.Name));
        Assert.Equal("days since 2024-02-28T06:00:00", read.Find("time")!.Text("units"));
        Assert.Equal(36 / 86400.0, read.Find("time")!.ToDoubles()[1], 1e-12);
        Assert.Equal([0, 1, 1], read.Find("forecast")!.ToDoubles()[^3..]);

        await Fault("the calendar standard, found noleap", new("units", "days since 2024-01-01"), new("calendar", "noleap"));
        await Fault("expected units such as 'days since 1900-01-01 00:00:00', found 'moons since 2024'", new NetCdfEntry("units", "moons since 2024"));
        await Fault("expected a variable z, found time, x", []);

        async Task Fault(string fault, params NetCdfEntry[] attributes)
        {
            using (FileStream file = File.Create(record))
            {
                new NetCdfWriter(file, "time", [], [], attributes.Length == 0 ? [new("time", [], attributes), new("x", [])]
                    : [new("time", [], attributes), new("x", []), new("y", []), new("z", [])]).Complete();
            }

            (int exitCode, _, string error) = await stream.Answer("analyze", "", record, "--column", "y=");
            Assert.Equal(1, exitCode);
            Assert.Contains(fault, error, StringComparison.Ordinal);
        }

        static string Values(string line) => string.Join(',', line.Split(',')[3..7]);
    }

    [Fact]
    public async Task Windows_stay_windows()
    {
        string one = "time,x,y,z\n" + string.Concat(Enumerable.Range(0, 5).Select(t => $"{t / 100.0:0.00},1,1,20\n"));
        (int exitCode, string[] lines, _) = await stream.Answer("analyze", one, "--format", "csv");
        Assert.Equal((0, 6), (exitCode, lines.Length));
        string two = "window,x,y,z\n" + string.Concat(Enumerable.Range(0, 10).Select(t => $"{t / 5},1,1,20\n"));
        (exitCode, lines, _) = await stream.Answer("analyze", two, "--format", "csv");
        Assert.Equal((0, 11, "1"), (exitCode, lines.Length, lines[^1].Split(',')[0]));
        (exitCode, _, string error) = await stream.Answer("analyze", "{\"obs\":[null,null,null,null,null]}", "--stride", "2", "--format", "jsonl");
        Assert.Equal(1, exitCode);
        Assert.Contains("a record is csv, npy, npz or nc, and", error, StringComparison.Ordinal);
    }

    private static float Value(int step, int instrument) => MathF.Round((10 * MathF.Sin((0.1f * step) + instrument)) + (instrument == 2 ? 20 : 0), 3);

    private static string Record() => "time,x,y,z\n" + string.Concat(Enumerable.Range(0, Rows).Where(step => step % 2 == 0 || step == Rows - 1).Select(step =>
        $"{(step / 100m).ToString(CultureInfo.InvariantCulture)}," + string.Join(',', Enumerable.Range(0, 3).Select(i => step % 2 == 0
            ? Value(step, i).ToString(CultureInfo.InvariantCulture) : "")) + "\n"));

    private static float[] Numbers(JsonElement value) => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Numbers)] : [value.GetSingle()];
}
