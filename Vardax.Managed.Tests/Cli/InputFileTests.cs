using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Models;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Formats;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Files as others write them (Vectors/Inputs): each gives the numbers that it holds, or is refused by name and place.</summary>
public sealed class InputFileTests
{
    private const int Entries = 153;

    /// <summary>The observations of steps 0, 5, ... 50 in the CSV files.</summary>
    private static readonly float[] Record =
    [
        -7.725795f, -14.259506f, 12.238419f, -11.920412f, -20.299297f, 19.455978f, -15.759857f, -21.756086f, 30.20445f,
        -17.360508f, -12.798877f, 40.34838f, -12.828555f, -3.7669806f, 41.1643f, -7.7620068f, 2.5361943f, 35.754776f,
        -3.820312f, 4.2854185f, 30.582289f, -0.34237874f, 3.62084f, 27.141014f, 1.5413558f, 2.1531034f, 23.781298f,
        2.0266955f, 4.485065f, 20.49174f, 3.0806193f, 5.1967425f, 17.729155f,
    ];

    /// <summary>Those of the JSON files and of the array in Fortran order.</summary>
    private static readonly float[] Other =
    [
        -14.1931925f, -10.184654f, 38.61303f, -10.9620075f, -2.3924146f, 36.3229f, -6.628319f, 0.33165973f, 32.23801f,
        -3.9174545f, 1.1961176f, 28.44009f, -1.2054043f, 1.0559988f, 24.975395f, -1.2666838f, 1.2036016f, 21.27079f,
        -0.57564986f, 1.3836931f, 19.677782f, -0.13455696f, 0.6387321f, 16.249544f, -0.12353912f, 0.9629108f, 14.30497f,
        0.40771323f, 0.52004325f, 13.124052f, 0.76389843f, 1.0324461f, 10.526139f,
    ];

    private static readonly TrainedModel Model = EquinoxFile.Load(Input("eqx-hyperparameters-first-line.eqx"), Presets.Reference());

    [Theory]
    [InlineData("csv-blank-trailing-line.csv", true)]
    [InlineData("csv-only-observed-rows.csv", true)]
    [InlineData("csv-quoted-numbers.csv", true)]
    [InlineData("csv-windows-with-running-time.csv", true, "0", "1")]
    [InlineData("jsonl-mask-true-false.jsonl", false, "0")]
    [InlineData("jsonl-nan-literal.jsonl", false, "0")]
    [InlineData("npy-fortran-order-one-window.npy", false)]
    public async Task Every_fifth_step_is_observed(string file, bool isRecord, params string[] ids)
    {
        List<(float[] Values, string Id)> windows = Windows(file);
        Assert.Equal(ids.Length == 0 ? [""] : ids, windows.Select(window => window.Id));
        float[] expected = [.. Enumerable.Range(0, Entries).Select(e =>
            e / 3 % 5 == 0 ? (isRecord ? Record : Other)[(e / 15 * 3) + (e % 3)] : float.NaN)];
        Assert.All(windows, window => Assert.Equal(expected, window.Values));
        await Analyzed(file, windows.Count);
    }

    [Fact]
    public async Task An_array_of_big_endian_doubles_is_that_of_numpy()
    {
        (float[] values, _) = Assert.Single(Windows("npy-big-endian-f8-one-window.npy"));
        Assert.DoesNotContain(float.NaN, values);
        Assert.Equal([-14.19319248f, -10.18465424f, 38.61302948f, -14.15178108f, -6.97210646f, 38.5703125f], values[..6]);
        Assert.Equal([0.76389843f, 1.03244615f, 10.52613926f], values[^3..]);
        await Analyzed("npy-big-endian-f8-one-window.npy", 1);
    }

    [Theory]
    [InlineData("gaps-30pct-std-explodes.npy", 19)]
    [InlineData("nothing-observed.jsonl", 0)]
    [InlineData("one-missing-observation.jsonl", 32)]
    [InlineData("one-missing-observation.complete.jsonl", 33)]
    public async Task What_is_missing_is_missing(string file, int observed)
    {
        (float[] values, _) = Assert.Single(Windows(file));
        Assert.Equal(observed, values.Count(value => !float.IsNaN(value)));
        if (file.StartsWith("gaps", StringComparison.Ordinal))
            Assert.Equal([float.NaN, -14.266628f, 18.2046f], values[..3]);
        if (observed >= 32)
            Assert.Equal([-5.1663f, -11.4138f, observed == 32 ? float.NaN : 4.4498f], values[105..108]);
        // A barely trained network without a polish knows its own mask alone.
        await Analyzed(file, 1, observed == 33 ? 0 : 4);
    }

    [Fact]
    public void A_record_longer_than_the_window_is_refused_after_its_first_window() => FormatFiles.Faults(
        ".csv: line 53, column 1: expected 51 rows of the window, found more: a longer record is not cut into windows; "
        + "a column named window tells them apart", () => Windows("csv-continuous-record-102-rows.csv"));

    [Fact]
    public async Task A_pointer_in_place_of_a_model_is_named()
    {
        string path = Input("safetensors-lfs-pointer.safetensors");
        (int exitCode, byte[] output, string error) = await StreamCase.Run([], "analyze", "--model", path);
        Assert.Equal((1, 0), (exitCode, output.Length));
        Assert.Equal($"vardax: {path}: at byte 0: expected a safetensors file, found a git-lfs pointer in place of the file of 348868 "
            + "bytes (git lfs pull fetches it)\n", error);
    }

    private static string Input(string file) => FormatFiles.Vector(Path.Combine("Inputs", file));

    private static async Task Analyzed(string file, int windows, int expected = 0)
    {
        using TemporaryFolder folder = new();
        string model = Path.Combine(folder.Path, "m.safetensors");
        ModelFile.Save(Model, model);
        (int exitCode, byte[] output, _) = await StreamCase.Run([], "analyze", "--model", model, Input(file), "--output-format", "jsonl");
        Assert.Equal((expected, windows), (exitCode, output.Count(letter => letter == '\n')));
    }

    /// <summary>The observations of every window, NaN if there is none, and what names the window.</summary>
    private static List<(float[] Values, string Id)> Windows(string file)
    {
        ProblemSettings settings = Model.Settings;
        FileStream stream = File.OpenRead(Input(file));
        WindowSlot slot = new(new AnalysisRequest { Model = Model });
        using IWindowSource source = file.EndsWith("jsonl", StringComparison.Ordinal)
            ? new JsonLinesSource(stream, file, null)
            : new RowsSource(file.EndsWith("csv", StringComparison.Ordinal)
                ? new CsvRows(stream, file, settings) : new NpyRows(stream, file, settings), null, null, Entries);
        List<(float[] Values, string Id)> windows = [];
        while (source.TryRead(slot))
        {
            if (slot.LineLength > 0)
                new JsonWindowParser(settings, file).Parse(slot);
            ObservedWindow window = slot.Window;
            windows.Add(([.. window.Observations.Select((value, e) => window.Mask[e] == 0 ? float.NaN : value)],
                System.Text.Encoding.UTF8.GetString(slot.Id.WrittenSpan)));
        }

        return windows;
    }
}
