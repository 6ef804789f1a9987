using Vardax.Managed.Formats;

namespace Vardax.Managed.Tests.Cli;

public sealed class StreamErrorTests : IDisposable
{
    private const string Good = "{\"obs\":[[1,2,20],null,[1,2,20],null,[1,2,20]]}";

    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    [Theory]
    [InlineData("", 1, 1, "expected a line of JSON, found an empty file")]
    [InlineData("\n \r\n", 2, 1, "expected a line of JSON, found an empty file")]
    [InlineData("{\"obs\":[[1,2", 1, 13, "expected a line of JSON, found that ")]
    [InlineData("{\"obs\":[[NaN,2,3,NaN]]}", 1, 18, "expected 3 numbers in row 0 of \"obs\", found more")]
    [InlineData("{\"obs\":[[NaN1,2,3]]}", 1, 13, "expected a line of JSON, found that '1' is invalid after a value")]
    [InlineData("{\"obs\":[[nan,2,3]]}", 1, 11, "expected a line of JSON, found that ")]
    [InlineData("{\"obs\":[[Infinity,2,3]]}", 1, 10, "expected a number of single precision or null in \"obs\", found Infinity")]
    [InlineData("{\"obs\":[null,[1,-Infinity,3]]}", 1, 17, "expected a number of single precision or null in \"obs\", found -Infinity")]
    [InlineData("{\"obs\":[[1,\"\u007f\",NaN]]}", 1, 16, "expected a line of JSON, found that 'N'")]
    [InlineData("{\"mask\":[[1,NaN,0]]}", 1, 13, "expected 0 or 1 in \"mask\", found NaN")]
    [InlineData("{\"mask\":[[1,\"true\",0]]}", 1, 13, "expected 0 or 1 in \"mask\", found \"true\"")]
    [InlineData("{\"id\":NaN}", 1, 7, "expected \"id\" to be a number or text, found NaN")]
    [InlineData(Good + "{}", 1, 47, "expected a line of JSON, found that ")]
    [InlineData("[1]", 1, 1, "expected an object with \"obs\", found an array")]
    [InlineData("{\"ob\":[]}", 1, 9, "expected a member \"obs\", found none")]
    [InlineData("{\"obs\":5}", 1, 8, "expected \"obs\" to be an array of 5 rows, found 5")]
    [InlineData("{\"obs\":\"x\"}", 1, 8, "expected \"obs\" to be an array of 5 rows, found \"x\"")]
    [InlineData("{\"obs\":{}}", 1, 8, "expected \"obs\" to be an array of 5 rows, found an object")]
    [InlineData("{\"obs\":[[1,2,3],[1,2,3]]}", 1, 24, "expected 5 rows in \"obs\", found 2")]
    [InlineData("{\"obs\":[null,null,null,null,null,null]}", 1, 34, "expected 5 rows in \"obs\", found more")]
    [InlineData("{\"obs\":[[1,2]]}", 1, 13, "expected 3 numbers in row 0 of \"obs\", found 2")]
    [InlineData("{\"obs\":[null,[1,2,3,4]]}", 1, 21, "expected 3 numbers in row 1 of \"obs\", found more")]
    [InlineData("{\"obs\":[7]}", 1, 9, "expected row 0 of \"obs\" to be an array of 3 numbers, found 7")]
    [InlineData("{\"obs\":[[1,\"NaN\",3]]}", 1, 12, "expected a number of single precision or null in \"obs\", found \"NaN\"")]
    [InlineData("{\"obs\":[[1,1e99,3]]}", 1, 12, "expected a number of single precision or null in \"obs\", found 1e99")]
    [InlineData("{\"obs\":[[1,true,3]]}", 1, 12, "expected a number of single precision or null in \"obs\", found true")]
    [InlineData("{\"mask\":[[1,0.5,0]]}", 1, 13, "expected 0 or 1 in \"mask\", found 0.5")]
    [InlineData("{\"mask\":[[1,null,0]]}", 1, 13, "expected 0 or 1 in \"mask\", found null")]
    [InlineData("{\"mask\":[null]}", 1, 10, "expected row 0 of \"mask\" to be an array of 3 numbers, found null")]
    [InlineData("{\"obs\":[null,null,null,null,null],\"obs\":[]}", 1, 35, "expected \"obs\" once, found it again")]
    [InlineData("{\"id\":[1]}", 1, 7, "expected \"id\" to be a number or text, found an array")]
    [InlineData("{\"dt\":0.05,\"obs\":[]}", 1, 7, "expected \"dt\" to be the model's, 0.01, found 0.05")]
    [InlineData("{\"obs_noise\":3}", 1, 14, "expected \"obs_noise\" to be the model's, 0.5, found 3")]
    [InlineData("{\"dt\":\"x\"}", 1, 7, "expected \"dt\" to be the model's, 0.01, found \"x\"")]
    [InlineData("{\"obs\":[null,null,null,null,null],\"mask\":[[0,0,0],[0,1,0],[0,0,0],[0,0,0],[0,0,0]]}", 1, 8,
        "expected a number in row 1, y of \"obs\", where the mask is 1, found null")]
    [InlineData(Good + "\n\n" + Good + "\n{\"obs\":1}\n" + Good, 4, 8, "expected \"obs\" to be an array of 5 rows, found 1")]
    public async Task Json_that_is_no_window_is_one_line_that_says_where(string input, int line, int column, string expected)
    {
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", input);
        Assert.Equal(1, exitCode);
        // The two windows before it draw warnings.
        string[] messages = error.TrimEnd('\n').Split('\n');
        Assert.StartsWith($"vardax: standard input: line {line}, column {column}: {expected}", messages[^1], StringComparison.Ordinal);
        Assert.All(messages[..^1], warning => Assert.StartsWith("vardax: window ", warning, StringComparison.Ordinal));
        Assert.InRange(messages.Length, 1, line == 4 ? 3 : 1);
        Assert.Equal(line == 4 ? 2 : 0, lines.Length);
    }

    [Theory]
    [InlineData("", 1, 1, "expected a line of column names, found an empty file")]
    [InlineData("x,y,z\n", 2, 1, "expected 5 rows of the window, found 0")]
    [InlineData("window,x,y,z\n", 2, 1, "expected 5 rows of a window, found 0")]
    [InlineData("x,y\n", 1, 1, "expected a column z, found x, y")]
    [InlineData("x,y,z,w\n", 1, 4, "expected columns x, y, z, window, step, time, found 'w'")]
    [InlineData("1,2,3\n", 1, 1, "expected column names in the first line")]
    [InlineData("x,y,z\n1,2,3\n,,\n,,\n,,\n", 6, 1, "expected 5 rows of the window, found 4")]
    [InlineData("x,y,z\n1,2,3\n,,\n,,\n,,\n,,\n,,\n", 7, 1, "expected 5 rows of the window, found more: a longer record is not cut into windows")]
    [InlineData("x,y,z\n1,two,3\n", 2, 2, "expected a finite number, NaN or nothing, found 'two'")]
    [InlineData("x,y,z\n1,2\n", 2, 2, "expected 3 cells as there are column names, found 2")]
    [InlineData("step,x,y,z\n0,1,2,3\n2,,,\n", 4, 1, "expected 5 rows of the window, found 2")]
    [InlineData("step,x,y,z\n0,1,2,3\n2,1,2,3\n1,1,2,3\n", 4, 1, "expected a step after 2, found 1")]
    [InlineData("step,x,y,z\n0,1,2,3\n0,1,2,3\n", 3, 1, "expected a step after 0, found 0")]
    [InlineData("step,x,y,z\n,1,2,3\n", 2, 1, "expected a step, found nothing")]
    [InlineData("step,x,y,z\n3,1,2,3\n5,1,2,3\n", 2, 1, "expected steps from 0 to 4 if rows are missing at an end of the window, found 3 to 5")]
    [InlineData("step,x,y,z\n-1,1,2,3\n2,1,2,3\n", 2, 1, "expected steps from 0 to 4 if rows are missing at an end of the window, found -1 to 2")]
    [InlineData("step,x,y,z\n1.5,1,2,3\n2.5,1,2,3\n", 2, 1, "expected steps from 0 to 4 if rows are missing at an end of the window, found 1.5 to 2.5")]
    [InlineData("step,x,y,z\n1,1,2,3\n6,1,2,3\n", 3, 1, "expected steps up to 5 of the window that begins at 1, found 6: a longer record is not cut into windows")]
    [InlineData("step,time,x,y,z\n0,7,1,2,3\n1,7.02,1,2,3\n", 3, 2, "expected time 7.01, found 7.02")]
    [InlineData("step,time,x,y,z\n0,,1,2,3\n", 2, 2, "expected a time, found nothing")]
    [InlineData("x,time,y,z\n1,0,2,3\n1,,2,3\n", 3, 2, "expected a time after 0, found nothing")]
    [InlineData("x,time,y,z\n1,0,2,3\n1,0.016,2,3\n", 3, 2, "expected a time in whole steps of 0.01 from 0, found 0.016")]
    [InlineData("x,time,y,z\n1,0.5,2,3\n", 2, 2, "expected times from 0 to 0.04 if rows are missing at an end of the window, found 0.5 to 0.5")]
    [InlineData("x,time,y,z\n1,0,2,3\n1,1e30,2,3\n", 3, 2, "expected times up to 0.04 of the window that begins at 0, found 1E+30")]
    [InlineData("x,time,y,z\n1,0,2,3\n2,0.04,2,3\n1,0.05,2,3\n", 4, 1, "expected 5 rows of the window, found more: a longer record is not cut into windows")]
    [InlineData("window,time,x,y,z\n5,0,1,2,3\n6,0,1,2,3\n5,0.01,1,2,3\n", 4, 1, "expected a window after 6 if rows are missing, found 5")]
    [InlineData("window,time,x,y,z\n5,0,1,2,3\n5,0.04,1,2,3\n6,0.05,1,2,3\n6,0.09,1,2,3\n7,0.02,1,2,3\n", 6, 2,
        "expected times from 0 to 0.04 if rows are missing at an end of the window, found 0.02 to 0.02 after a window that begins elsewhere")]
    [InlineData("window,time,x,y,z\n5,0,1,2,3\n5,0.04,1,2,3\n5,0.05,1,2,3\n", 4, 1, "expected 5 rows of window 5, found more")]
    [InlineData("window,x,y,z\n7,,,\n7,,,\n8,,,\n", 4, 1, "expected 5 rows of window 7, found 2 before one of window 8")]
    [InlineData("x,y,z,window\n,,,7\n,,,7\n,,,7\n,,,7\n,,,7\n,,,7\n", 7, 4, "expected 5 rows of window 7, found more")]
    [InlineData("window,x,y,z\n7,,,\n7,,,\n", 4, 1, "expected 5 rows of window 7, found 2")]
    [InlineData("window,x,y,z\n-1,,,\n", 2, 1, "expected a whole number from 0 to 18446744073709551615 that names a window, found -1")]
    [InlineData("window,x,y,z\n18446744073709551616,,,\n", 2, 1, "expected a whole number from 0 to 18446744073709551615 that names a window, found 18446744073709551616")]
    [InlineData("window,x,y,z\n0.5,,,\n", 2, 1, "expected a whole number from 0 to 18446744073709551615 that names a window, found 0.5")]
    [InlineData("window,x,y,z\n,,,\n", 2, 1, "expected a whole number from 0 to 18446744073709551615 that names a window, found nothing")]
    public async Task Csv_that_is_no_window_is_one_line_that_says_where(string input, int line, int column, string expected)
    {
        (int exitCode, _, string error) = await stream.Answer("sample", input, "--format", "csv", "--output-format", "jsonl");
        Assert.Equal(1, exitCode);
        string last = error.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith($"vardax: standard input: line {line}, column {column}: {expected}", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arrays_of_another_shape_are_refused()
    {
        await Fault([5, 2], "expected an array of (windows, 5, 3) or (5, 3), found (5, 2).");
        await Fault([2, 15], "expected an array of (windows, 5, 3) or (5, 3), found (2, 15).");
        await Fault([0, 5, 3], "expected a window or more, found none.");
        (int exitCode, _, string error) = await stream.Answer("analyze", "nonsense", "--format", "npy", "--output-format", "jsonl");
        Assert.Equal((1, "vardax: standard input: at byte 0: expected the magic bytes of a .npy array, found text that begins 'nonsense'\n"), (exitCode, error));
        byte[] cut = (await StreamCase.Simulate(2, "--format", "npy"))[..^1];
        (exitCode, byte[] output, error) = await StreamCase.Run(
            cut, "analyze", "--model", stream.ModelPath, "--format", "npy", "--output-format", "jsonl");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("vardax: standard input: at byte ", error.Split('\n')[^2], StringComparison.Ordinal);

        async Task Fault(int[] shape, string expected)
        {
            string file = stream.Path("bad.npy");
            NpyFile.Save(file, NpyArray.FromSingles(shape, new float[shape.Aggregate((a, b) => a * b)]));
            (int exitCode, _, string error) = await stream.Answer("analyze", "", file, "--output-format", "jsonl");
            Assert.Equal((1, $"vardax: {file}: {expected}\n"), (exitCode, error));
        }
    }

    [Fact]
    public async Task Masks_that_do_not_fit_are_refused()
    {
        const string Zeros = "0,0,0\n0,0,0\n0,0,0\n0,0,0\n0,0,";
        string mask = stream.Write("mask.csv", "x,y,z\n" + Zeros + "2\n");
        await Fault(Good, mask, $"{mask}: line 6, column 3: expected 0 or 1, found 2");
        stream.Write("mask.csv", "z,y,x\n" + Zeros + "\n");
        await Fault(Good, mask, $"{mask}: line 6, column 3: expected 0 or 1, found nothing");
        stream.Write("mask.csv", "x,y,z\n0,0,0\n1,0,0\n0,0,0\n0,0,0\n0,0,0\n");
        await Fault(Good, mask, "standard input: line 1, column 8: expected a number in row 1, x of \"obs\", where the mask is 1, found null");
        await Fault("{\"obs\":[null,null,null,null,null],\"mask\":[]}", mask, "standard input: line 1, column 42: expected no \"mask\" beside --mask, found an array");
        string obs = stream.Write("obs.csv", "step,x,y,z\n0,1,2,3\n1,,5,6\n2,,,\n3,,,\n4,,,\n");
        (int exitCode, _, string error) = await stream.Answer("analyze", "", obs, "--mask", mask);
        Assert.Equal((1, $"vardax: {obs}: line 3, column 2: expected a number, where the mask is 1, found none\n"), (exitCode, error));

        // Masks that name their windows are of those.
        string Windows(string columns, params int[] ids) => columns + "\n" + string.Concat(ids.Select(
            id => string.Concat(Enumerable.Repeat($"{id},0,0,0\n", 5))));
        string two = stream.Write("two.csv", Windows("window,x,y,z", 0, 1));
        (exitCode, _, _) = await stream.Answer("analyze", "", two, "--mask", stream.Write("ordered.csv", Windows("window,x,y,z", 0, 1)));
        Assert.Equal(0, exitCode);
        string other = stream.Write("other.csv", Windows("window,x,y,z", 1, 0));
        (exitCode, _, error) = await stream.Answer("analyze", "", two, "--mask", other);
        Assert.Equal(1, exitCode);
        Assert.EndsWith("expected the mask of window 0, found that of window 1\n", error, StringComparison.Ordinal);
        const string Named = "{\"id\":0,\"obs\":[null,null,null,null,null]}\n{\"id\":\"1\",\"obs\":[null,null,null,null,null]}";
        (exitCode, _, error) = await stream.Answer("analyze", Named, "--mask", stream.Path("ordered.csv"));
        Assert.Equal(0, exitCode);
        await Fault(Named, other, "standard input: line 1, column 7: expected the window 1 that the mask is of, found 0");

        string masks = stream.Path("masks.npy");
        NpyFile.Save(masks, NpyArray.FromSingles([2, 5, 3], [.. new float[20], 3, .. new float[9]]));
        await Fault(Good + "\n" + Good, masks, $"{masks}: window 1, step 1, z: expected 0 or 1, found 3");
        NpyFile.Save(masks, NpyArray.FromSingles([2, 5, 3], new float[30]));
        await Fault(Good, masks, $"{masks}: expected a mask for each of 1 windows, found more.");
        await Fault($"{Good}\n{Good}\n{Good}", masks, $"{masks}: expected a mask for each window, found 2 for more windows.");
        await Fault(Good, stream.Write("mask.txt", ""), $"--mask is {stream.Path("mask.txt")}; it must be a file named .npy or .csv.");

        async Task Fault(string input, string mask, string expected)
        {
            (int exitCode, _, string error) = await stream.Answer("analyze", input, "--mask", mask);
            Assert.Equal((1, $"vardax: {expected}"), (exitCode, error.TrimEnd('\n').Split('\n').Last(line => !line.Contains("window 0: not",
                StringComparison.Ordinal) && !line.Contains("nothing is observed", StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("analyze", "--quantiles", "0.5,1.5", "--quantiles is '0.5,1.5'; it must be different numbers from 0 to 1, comma-separated.")]
    [InlineData("analyze", "--quantiles", "0.5,0.5", "--quantiles is '0.5,0.5'; it must be different numbers")]
    [InlineData("analyze", "--quantiles", "", "--quantiles is ''; it must be different numbers")]
    [InlineData("analyze", "--forecast", "0", "--forecast is 0; it must be between 1 and 1000000.")]
    [InlineData("analyze", "--samples", "1", "--samples is 1; it must be between 2 and 1000000.")]
    [InlineData("analyze", "--format", "xml", "--format is xml; it must be jsonl, csv or npy.")]
    [InlineData("analyze", "--output-format", "npy", "--output-format is npy; it must be jsonl or csv, unless --out says where the arrays go.")]
    [InlineData("analyze", "--threads", "0", "--threads is 0; it must be between 1 and 1024.")]
    [InlineData("analyze", "--out", "/no/such/folder/file", "--out is /no/such/folder/file; it must be a file in a folder that exists.")]
    [InlineData("analyze", "--out", "/", "--out is /; it must be a file in a folder that exists.")]
    [InlineData("analyze", "--mask", "/no/mask.csv", "Could not find a part of the path '/no/mask.csv'.")]
    [InlineData("sample", "--count", "0", "--count is 0; it must be between 1 and 1000000.")]
    public async Task Bad_options_are_one_line(string command, string option, string value, string expected)
    {
        (int exitCode, string[] lines, string error) = await stream.Answer(command, Good, option, value);
        Assert.Equal((1, 0), (exitCode, lines.Length));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task Bad_files_and_usage_are_one_line()
    {
        (int exitCode, string[] lines, string error) = await stream.Answer("analyze", Good, "--write-samples", "--output-format", "csv");
        Assert.Equal((1, "vardax: --write-samples takes --output-format jsonl or npy; vardax sample writes samples as csv.\n"), (exitCode, error));
        (exitCode, lines, error) = await stream.Answer("analyze", Good, stream.Path("none.jsonl"));
        Assert.Equal((1, $"vardax: Could not find file '{stream.Path("none.jsonl")}'.\n"), (exitCode, error));
        (exitCode, byte[] output, error) = await StreamCase.Run([], "analyze", "--model", stream.Write("no.safetensors", "x"));
        Assert.Equal((1, 0), (exitCode, output.Length));
        Assert.StartsWith($"vardax: {stream.Path("no.safetensors")}: at byte ", error, StringComparison.Ordinal);
        (exitCode, _, error) = await StreamCase.Run([], "analyze");
        Assert.Equal((2, "vardax: Option '--model' is required. See vardax analyze --help.\n"), (exitCode, error));
    }

    [Fact]
    public async Task Text_in_another_encoding_is_refused()
    {
        byte[] latin = [.. "{\"id\":\""u8, 0xE4, .. "\",\"obs\":[null,null,null,null,null]}"u8];
        (int exitCode, byte[] output, string error) = await StreamCase.Run(latin, "analyze", "--model", stream.ModelPath);
        Assert.Equal((1, 0, "vardax: standard input: line 1, column 1: expected text in UTF-8, found other bytes\n"), (exitCode, output.Length, error));
        byte[] utf8 = [.. "\uFEFF{\"id\":\"ä\",\"obs\":[null,null,null,null,null]}"u8];
        (exitCode, output, _) = await StreamCase.Run(utf8, "analyze", "--model", stream.ModelPath);
        Assert.Equal(0, exitCode);
        Assert.True(output.AsSpan().StartsWith("{\"id\":\"ä\","u8));
    }

    [Fact]
    public async Task A_file_changes_only_when_all_of_it_is_there()
    {
        string output = stream.Write("out.jsonl", "the last run's");
        (int exitCode, _, _) = await stream.Answer("analyze", $"{Good}\n{Good}\nnonsense", "--out", output);
        Assert.Equal((1, "the last run's"), (exitCode, File.ReadAllText(output)));
        Assert.Equal(2, Directory.GetFileSystemEntries(Path.GetDirectoryName(output)!).Length);
        (exitCode, string[] lines, _) = await stream.Answer("analyze", $"{Good}\n{Good}\n", "--out", output);
        Assert.Equal((0, 0, 2), (exitCode, lines.Length, File.ReadAllLines(output).Length));
        (_, string[] printed, _) = await stream.Answer("analyze", $"{Good}\n{Good}\n");
        Assert.Equal(printed, File.ReadAllLines(output));
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        using EndlessStream endless = new();
        using MemoryStream output = new();
        (int exitCode, string error) = await StreamCase.Run(endless, output, "analyze", "--model", stream.ModelPath);
        Assert.Equal((1, "vardax: standard input: line 1, column 16777216: expected a line of at most 16777216 bytes, found a longer one\n"),
            (exitCode, error));
        Assert.InRange(endless.Position, 16 << 20, 17 << 20);
    }

    private sealed class EndlessStream : MemoryStream
    {
        private long position;

        public override long Position
        {
            get => position;
            set => position = value;
        }

        public override int Read(Span<byte> buffer)
        {
            buffer.Fill((byte)'[');
            position += buffer.Length;
            return buffer.Length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
