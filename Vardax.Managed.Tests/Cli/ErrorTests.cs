using Vardax.Managed.Cli.Streaming;
namespace Vardax.Managed.Tests.Cli;

public class ErrorTests
{
    [Theory]
    [InlineData("--preset", "lorenz", "--preset is lorenz; it must be reference or attractor.")]
    [InlineData("--recipe", "best", "--recipe is best; it must be robust or reference.")]
    [InlineData("--t-total", "40", "--t-total is 40; it must be at least --t-assim, 50.")]
    [InlineData("--t-assim", "0", "--t-assim is 0; it must be between 1 and 2000.")]
    [InlineData("--dt", "0", "--dt is 0; it must be a finite positive number.")]
    [InlineData("--dt", "-0.01", "--dt is -0.01; it must be a finite positive number.")]
    [InlineData("--dt", "NaN", "--dt is NaN; it must be a finite positive number.")]
    [InlineData("--obs-noise", "Infinity", "--obs-noise is Infinity; it must be a finite positive number.")]
    [InlineData("--prior-std", "-1", "--prior-std is -1; it must be a finite positive number.")]
    [InlineData("--obs-every", "0", "--obs-every is 0; it must be between 1 and")]
    [InlineData("--steps", "0", "--steps is 0; it must be between 1 and")]
    [InlineData("--batch", "-5", "--batch is -5; it must be between 1 and")]
    [InlineData("--samples", "0", "--samples is 0; it must be between 2 and")]
    [InlineData("--held-out", "1", "--held-out is 1; it must be between 2 and")]
    [InlineData("--recalibrate", "5", "--recalibrate is 5; it must be 0, or 200 to 10000000.")]
    [InlineData("--head", "linear", "--head is linear; it must be control, flow or regression.")]
    [InlineData("--threads", "0", "--threads is 0; it must be between 1 and")]
    [InlineData("--learning-rate", "0", "--learning-rate is 0; it must be a finite positive number.")]
    [InlineData("--sigma", "nan", "--sigma is NaN; it must be a finite number.")]
    [InlineData("--rho", "0.5", "--rho is 0.5; it must be at least 1 with preset reference")]
    [InlineData("--components", "x,w", "--components is 'x,w'; it must be one or more of x, y, z")]
    [InlineData("--components", "x,x", "--components is 'x,x'; it must be one or more of x, y, z")]
    [InlineData("--dt", "1e-50", "--dt is 1E-50; it must be a finite positive number.")]
    [InlineData("--obs-noise", "1e300", "--obs-noise is 1E+300; it must be a finite positive number.")]
    [InlineData("--beta", "-1", "--beta is -1; it must be at least 0 with preset reference")]
    [InlineData("--dt", "5", "The simulated prior diverges")]
    public async Task Bad_input_is_one_line_that_names_the_option(string option, string value, string expected)
    {
        (int exitCode, string output, string error) = await CommandLine.Run("run", option, value);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("run", "--stepz", "5")]
    [InlineData("run", "--steps", "five")]
    [InlineData("run", "--steps", "1.5")]
    [InlineData("run", "--problem-key", "-1")]
    [InlineData("run", "--dt")]
    [InlineData("walk")]
    [InlineData]
    public async Task Bad_usage_ends_with_exit_code_2(params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(args);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Single(error.TrimEnd('\n').Split('\n'));
        Assert.Contains("--help", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simulate", "--dt", "1", "the simulation diverges at step")]
    [InlineData("run", "--dt", "5", "The simulated prior diverges")]
    public async Task A_simulation_that_diverges_names_the_time_step(string command, string option, string value, string expected)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(command, option, value, "--json");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith($"vardax: {expected}", error, StringComparison.Ordinal);
        Assert.Contains("--dt", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_loses_the_parameter_s_name_behind_it_and_nothing_else()
    {
        const string Path = "no such file: a (Parameter 'b').csv, nor c (Parameter 'd').csv";
        Assert.Equal(Path, InputException.Reason(new IOException(Path)));
        Assert.Equal(Path, InputException.Reason(new ArgumentException(Path)));
        Assert.Equal(Path, InputException.Reason(new ArgumentException(Path, "d")));
        Assert.Equal("Expected a finite number.", InputException.Reason(new ArgumentException("Expected a finite number.", "dt")));
        Assert.StartsWith("Expected 1 or more.", InputException.Reason(new ArgumentOutOfRangeException("steps", 0, "Expected 1 or more.")),
            StringComparison.Ordinal);
        Assert.EndsWith("Actual value was 0.", InputException.Reason(new ArgumentOutOfRangeException("steps", 0, "Expected 1 or more.")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_s_name_is_shown_whole()
    {
        (int exitCode, _, string error) = await CommandLine.Run("info", "a (Parameter 'b').safetensors");
        Assert.Equal(1, exitCode);
        Assert.Contains("a (Parameter 'b').safetensors", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_that_ends_in_nothing_finite_is_an_error()
    {
        (int exitCode, _, string error) = await CommandLine.Run(
            "run", "--recipe", "reference", "--steps", "1", "--learning-rate", "1e38");
        Assert.Equal(1, exitCode);
        Assert.Contains("not finite", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_before_any_work()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "precious", TestContext.Current.CancellationToken);
        (int exitCode, _, string error) = await CommandLine.Run("run", "--steps", "10000000", "--out", file);
        Assert.Equal(1, exitCode);
        Assert.StartsWith($"vardax: --out is {file}; it must be a folder", error, StringComparison.Ordinal);
        Assert.Equal("precious", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancelling_stops_within_a_step_and_leaves_the_folder_as_it_was()
    {
        using var folder = new TemporaryFolder();
        string kept = Path.Combine(folder.Path, "report.html");
        await File.WriteAllTextAsync(kept, "the last run's", TestContext.Current.CancellationToken);
        using var source = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        StringWriter output = new(), error = new();
        int exitCode = await Vardax.Managed.Cli.Commands.VardaxCommand.InvokeAsync(
            ["run", "--steps", "10000000", "--out", folder.Path], output, error, source.Token);
        Assert.Equal((130, ""), (exitCode, output.ToString()));
        Assert.Equal("vardax: cancelled; nothing was written\n", error.ToString());
        Assert.Equal([kept], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal("the last run's", await File.ReadAllTextAsync(kept, TestContext.Current.CancellationToken));
    }
}
