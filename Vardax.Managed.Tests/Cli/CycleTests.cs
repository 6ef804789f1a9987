using System.Text.Json;

namespace Vardax.Managed.Tests.Cli;

public sealed class CycleTests
{
    private static readonly string[] Short = ["cycle", "--cycles", "120"];

    [Fact]
    public async Task The_document_holds_the_experiment_s_rows_best_first()
    {
        JsonElement document = await Json([.. Short, "--experiment", "sakov2012", "--methods", "enkf_sqrt,3dvar,climatology"]);
        Assert.Equal(["experiment", "cycles", "seeds", "results"], document.EnumerateObject().Select(one => one.Name));
        Assert.Equal(("sakov2012", 120, 1), (document.GetProperty("experiment").GetString(), document.GetProperty("cycles").GetInt32(),
            document.GetProperty("seeds").GetInt32()));
        JsonElement[] results = [.. document.GetProperty("results").EnumerateArray()];
        Assert.Equal(4, results.Length);
        Assert.All(results, row => Assert.Equal(
            ["method", "n", "inflation", "rotation", "rmse_a", "rmse_a_ci", "rmse_f", "spread_a", "crps_a", "diverged", "recoveries", "published", "us_per_analysis"],
            row.EnumerateObject().Select(one => one.Name)));
        double[] errors = [.. results.Select(row => row.GetProperty("rmse_a").GetDouble())];
        Assert.Equal(errors.Order(), errors);
        JsonElement three = results.Single(row => row.GetProperty("method").GetString() == "enkf_sqrt" && row.GetProperty("n").GetInt32() == 3);
        Assert.Equal((1.3, 0.8, false), (three.GetProperty("inflation").GetDouble(), three.GetProperty("published").GetDouble(),
            three.GetProperty("rotation").GetBoolean()));
        Assert.True(three.GetProperty("rmse_a_ci")[0].GetDouble() < three.GetProperty("rmse_a").GetDouble());
        Assert.Equal(JsonValueKind.Null, results[^1].GetProperty("n").ValueKind);
    }

    [Fact]
    public async Task Settings_replace_the_catalogue_s_and_what_differs_has_no_published_score()
    {
        JsonElement document = await Json([.. Short, "--methods", "enkf_sqrt", "--members", "20", "--inflation", "1.01", "--rotate"]);
        JsonElement only = Assert.Single(document.GetProperty("results").EnumerateArray());
        Assert.Equal((20, 1.01, true, JsonValueKind.Null), (only.GetProperty("n").GetInt32(), only.GetProperty("inflation").GetDouble(),
            only.GetProperty("rotation").GetBoolean(), only.GetProperty("published").ValueKind));
        document = await Json([.. Short, "--methods", "enkf_n", "--obs-every", "5"]);
        Assert.Equal("custom", document.GetProperty("experiment").GetString());
        Assert.All(document.GetProperty("results").EnumerateArray(), row => Assert.Equal(JsonValueKind.Null, row.GetProperty("published").ValueKind));
    }

    [Fact]
    public async Task An_experiment_by_options_is_the_catalogue_s()
    {
        string[] methods = ["--methods", "enkf_sqrt", "--members", "10", "--inflation", "1.02", "--rotate"];
        JsonElement expected = await Json([.. Short, "--experiment", "bocquet2012", .. methods]);
        JsonElement found = await Json([.. Short, "--preset", "attractor", "--dt", "0.01", "--obs-every", "25", "--obs-error-variance", "1",
            "--observe", "0,1,2", "--initial-mean", "1.509,-1.531,25.46", "--initial-variance", "2", "--burn-in", "15", .. methods]);
        Assert.Equal(Rmse(expected), Rmse(found), 12);
        found = await Json([.. Short, "--system", "lorenz63", "--dt", "0.01", "--obs-every", "25", "--obs-error-variance", "1",
            "--initial-mean", "1.509,-1.531,25.46", "--initial-variance", "2", "--burn-in", "15", .. methods]);
        Assert.Equal(Rmse(expected), Rmse(found), 0.2);
        Assert.True(Rmse(await Json([.. Short, "--model-error-variance", "1", .. methods])) > Rmse(expected));
    }

    [Theory]
    [InlineData("--experiment is zz; it must be sakov2012, bocquet2012 or sakov2008.", "--experiment", "zz")]
    [InlineData("--methods is 'enkf'; it must be", "--methods", "enkf")]
    [InlineData("--observe is '0,3'; it must be one or more of 0 to 2, each once, comma-separated.", "--observe", "0,3")]
    [InlineData("--initial-mean is '1,2'; it must be 3 numbers, one for each component, or one for all.", "--initial-mean", "1,2")]
    [InlineData("--initial-mean is '1,x,2'; it must be finite numbers, comma-separated; 'x' is not one.", "--initial-mean", "1,x,2")]
    [InlineData("--burn-in is 1000; it must be 0 to less than the length of the run, 30.", "--burn-in", "1000")]
    [InlineData("--members is 1; it must be between 2 and 1000000.", "--members", "1")]
    [InlineData("--resample-below is 2; it must be a number above 0, at most 1.", "--resample-below", "2")]
    [InlineData("--model-error-variance is -1; it must be a number of 0 or more.", "--model-error-variance", "-1")]
    [InlineData("--linearization is euler; it must be exact, first-order or exponential.", "--linearization", "euler")]
    [InlineData("--recovery is maybe; it must be on or off.", "--recovery", "maybe")]
    [InlineData("--additive-variance is -1; it must be a number of 0 or more.", "--additive-variance", "-1")]
    [InlineData("the instruments of pendulum have no one rhythm; expected --obs-every.", "--system", "pendulum")]
    [InlineData("--experiment is given beside --system pendulum, which decides it; leave one of them out.", "--system", "pendulum", "--experiment", "sakov2012")]
    public async Task A_wrong_option_is_named(string message, params string[] options)
    {
        (int exitCode, string output, string error) = await CommandLine.Run([.. Short, .. options]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {message}", error, StringComparison.Ordinal);
    }

    private static double Rmse(JsonElement document) => document.GetProperty("results")[0].GetProperty("rmse_a").GetDouble();

    private static async Task<JsonElement> Json(params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run([.. args, "--json"]);
        Assert.True(exitCode == 0, error);
        return JsonDocument.Parse(output).RootElement;
    }
}
