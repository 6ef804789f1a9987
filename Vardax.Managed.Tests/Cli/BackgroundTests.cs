using System.Globalization;
using System.Text;
using System.Text.Json;
using Vardax.Managed.Formats;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Models;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Windows that bring what is known beforehand, and a prior by an ensemble.</summary>
public sealed class BackgroundTests : IDisposable
{
    private const int Windows = 3, N = 3;

    // Mean and covariance of x, y and r for each window.
    private static readonly double[] Mean = [1, 0.5, 1.1, 1.5, 0, 0.9, 0.8, -0.5, 1],
        Covariance = [.. Enumerable.Range(0, Windows).SelectMany(i => PlainMatrix.RandomCovariance(i, N, 0.1))];

    private readonly StreamCase stream = new(SystemCase.Growth);

    private readonly string[] lines = [.. Enumerable.Range(0, Windows).Select(i => Line(new ProblemGenerator(SystemCase.GrowthSettings).Generate(RandomKey.FromSeed((ulong)i))))];

    public void Dispose() => stream.Dispose();

    [Fact]
    public async Task Lines_arrays_and_rows_say_the_same_and_it_is_what_the_library_answers()
    {
        string plain = string.Join('\n', lines);
        string Covariances(int i) => string.Join(',', Enumerable.Range(0, N).Select(row => Json(Row(Covariance, (i * N) + row))));
        string own = string.Join('\n', lines.Select(
            (line, i) => $"{line[..^1]},\"background\":{{\"mean\":{Json(Row(Mean, i))},\"cov\":[{Covariances(i)}]}}}}"));
        (int code, string[] answers, string error) = await stream.Answer("analyze", own);
        Assert.Equal(0, code);
        string npz = stream.Path("b.npz");
        new NpzFile(new Dictionary<string, NpyArray>
        {
            ["mean"] = NpyArray.FromDoubles([Windows, N], Mean), ["cov"] = NpyArray.FromDoubles([Windows, N, N], Covariance),
        }).Save(npz);
        Assert.Equal(answers, (await stream.Answer("analyze", plain, "--background", npz)).Lines);
        StringBuilder csv = new("window,component,mean,x,y,r\n");
        for (int i = 0; i < Windows * N; i++)
            csv.Append(CultureInfo.InvariantCulture,
                $"{i / N},{"xyr"[i % N]},{Mean[i]},{string.Join(',', Row(Covariance, i).Select(value => value.ToString(CultureInfo.InvariantCulture)))}\n");
        Assert.Equal(answers, (await stream.Answer("analyze", plain, "--background", stream.Write("b.csv", csv.ToString()))).Lines);
        Assert.NotEqual(answers, (await stream.Answer("analyze", plain)).Lines);

        var posterior = stream.Model.CreatePosterior();
        float[] mean = new float[stream.Settings.WindowEntries], std = new float[mean.Length];
        for (int i = 0; i < Windows; i++)
        {
            AssimilationProblem problem = new ProblemGenerator(stream.Settings).Generate(RandomKey.FromSeed((ulong)i));
            double[] covariance = new double[16];
            for (int at = 0; at < N * N; at++)
                covariance[(at / N * 4) + (at % N)] = Covariance[(i * N * N) + at];
            problem.Background = new WindowBackground([.. Row(Mean, i), stream.Settings.Initial.Components[3].Mean], covariance);
            posterior.Analyze(problem, mean, std);
            JsonElement answer = JsonDocument.Parse(answers[i]).RootElement;
            Assert.Equal((mean[0], std[1]), (answer.GetProperty("mean")[0][0].GetSingle(), answer.GetProperty("std")[0][1].GetSingle()));
        }
    }

    [Fact]
    public async Task One_for_all_windows_and_standard_deviations_alone()
    {
        string npz = stream.Path("b.npz"), plain = string.Join('\n', lines);
        new NpzFile(new Dictionary<string, NpyArray>
        {
            ["mean"] = NpyArray.FromDoubles([N], [1, 0, 1]), ["std"] = NpyArray.FromDoubles([N], [0.5, 0.25, 0.125]),
        }).Save(npz);
        (_, string[] answers, _) = await stream.Answer("analyze", plain, "--background", npz);
        string csv = stream.Write("b.csv", "component,mean,std\nr,1,0.125\nx,1,0.5\ny,0,0.25\n");
        Assert.Equal(answers, (await stream.Answer("analyze", plain, "--background", csv)).Lines);
        string own = string.Join('\n', lines.Select(line => line[..^1] + ",\"background\":{\"mean\":[1,0,1],\"std\":[0.5,0.25,0.125]}}"));
        Assert.Equal(answers, (await stream.Answer("analyze", own)).Lines);
        // A line without one goes back to the trained prior.
        (_, string[] mixed, _) = await stream.Answer("analyze", $"{own.Split('\n')[0]}\n{lines[1]}");
        Assert.Equal((await stream.Answer("analyze", plain)).Lines[1], mixed[1]);
        Assert.Equal(answers[0], mixed[0]);
    }

    [Theory]
    [InlineData("component,mean,std\nx,1,1\ny,1,1\n", "expected a row for r, found the end")]
    [InlineData("component,mean,std\nx,1,1\nx,1,1\nr,1,1\n", "line 3, column 1: expected one of y, r, found 'x'")]
    [InlineData("component,mean,std\nx,1,1\ny,1,a\nr,1,1\n", "line 3, column 3: expected a finite number, found 'a'")]
    [InlineData("component,mean\nx,1\n", "expected columns component, mean and std")]
    [InlineData("window,component,mean,std\n0,x,1,1\n1,y,1,1\n", "expected 0, with a row for y, found '1'")]
    [InlineData("window,component,mean,std\n0,x,1,1\n0,y,1,1\n0,r,1,1\n", "expected a background for each window, found 1 for more windows")]
    [InlineData("component,mean,std\nx,-1,1\ny,1,1\nr,1,1\n", "window 0: The window's background is refused: mean 0 is -1")]
    public async Task Faults_have_their_place(string text, string fault)
    {
        (int code, _, string error) = await stream.Answer("analyze", string.Join('\n', lines), "--background", stream.Write("b.csv", text));
        Assert.Equal(1, code);
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[1]", "expected \"background\" to be an object")]
    [InlineData("{\"mean\":[1,1]}", "expected 3 numbers in \"mean\", for x, y, r, found 2")]
    [InlineData("{\"mean\":[1,1,1]}", "expected \"mean\", and \"cov\" or \"std\"")]
    [InlineData("{\"mean\":[1,1,1],\"cov\":[[1,0,0],[0,1,0]]}", "expected 3 rows in \"cov\", found 2")]
    [InlineData("{\"mean\":[1,1,1],\"variance\":[1,1,1]}", "expected \"mean\", \"std\" or \"cov\"")]
    public async Task Faults_of_a_line_have_their_column(string background, string fault)
    {
        (int code, _, string error) = await stream.Answer("analyze", $"{lines[0][..^1]},\"background\":{background}}}");
        Assert.Equal(1, code);
        Assert.Contains(fault, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulations_start_from_an_ensemble()
    {
        const int Count = 4000;
        double[] members = [.. Enumerable.Range(0, 50).Select(i => Numbers.Normal(i, 3)).SelectMany(z => (double[])[0.3 + (0.1 * z[0]), -1 + (0.2 * z[0])
            + (0.1 * z[1]), Math.Exp((0.2 * z[1]) + (0.1 * z[2]))])];
        string file = stream.Path("members.npy");
        NpyFile.Save(file, NpyArray.FromDoubles([50, 3], members));
        string toml = stream.Write("p.toml", "[state]\nangle = \"rate\"\nrate = \"-sin(angle) - k * rate\"\n[initial]\nangle = \"normal(0, 1)\"\nrate = \"normal(0, 1)\"\n"
            + "[unknown]\nk = \"lognormal(0, 1)\"\n[observe]\nangle = { error = \"normal(0.1)\", every = 0.1 }\n[time]\nstep = 0.1\nwindow = 0.2\n");
        string[] command = ["simulate", "--system", toml, "--prior-ensemble", file, "--count", $"{Count}", "--truth", "--format", "npy", "--out", stream.Path("out")];
        (int code, _, string error) = await CommandLine.Run(command);
        Assert.Equal((0, ""), (code, error));
        float[] truth = NpyFile.Load(Path.Combine(stream.Path("out"), "truth.npy")).ToSingles(), k = NpyFile.Load(Path.Combine(stream.Path("out"), "unknowns.npy")).ToSingles();
        int states = truth.Length / Count;
        float[] found = [.. Enumerable.Range(0, Count).SelectMany(i => (float[])[truth[i * states], truth[(i * states) + 1], MathF.Log(k[i])])];
        double[][] rows = [.. members.Chunk(3).Select(m => (double[])[m[0], m[1], Math.Log(m[2])])];
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => rows.Average(row => row[c]))];
        double[] covariance = [.. Enumerable.Range(0, 9).Select(at => rows.Sum(row => (row[at / 3] - mean[at / 3]) * (row[at % 3] - mean[at % 3])) / 49)];
        MultivariateNormal.HasMoments(found, mean, covariance);

        NpyFile.Save(file, NpyArray.FromDoubles([75, 2], members));
        (code, _, error) = await CommandLine.Run(command);
        Assert.Equal(1, code);
        Assert.Contains("expected an array of (members, 3), a value for each of angle, rate, k, found (75, 2)", error, StringComparison.Ordinal);
    }

    private static double[] Row(double[] values, int row) => values[(row * N)..((row + 1) * N)];

    private static string Json(IEnumerable<double> values) => JsonSerializer.Serialize(values.ToArray());

    private static string Line(AssimilationProblem problem)
    {
        float[] raw = [.. problem.Observations];
        problem.Settings.Observing.ToRaw(raw, problem.Mask);
        int p = problem.Settings.Observing.Instruments.Count;
        return JsonSerializer.Serialize(new Dictionary<string, object> { ["obs"] = raw.Chunk(p), ["mask"] = problem.Mask.Chunk(p) });
    }
}
