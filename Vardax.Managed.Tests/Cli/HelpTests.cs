namespace Vardax.Managed.Tests.Cli;

public class HelpTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("compare")]
    [InlineData("calibrate")]
    [InlineData("simulate")]
    [InlineData("analyze")]
    [InlineData("sample")]
    [InlineData("new")]
    [InlineData("system")]
    [InlineData("info")]
    public async Task The_help_of_a_command_ends_with_examples_of_it(string command)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(command, "--help");
        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.TrimEnd().Split('\n');
        int heading = Array.IndexOf(lines, "Examples:");
        Assert.InRange(heading, 3, lines.Length - 2);
        Assert.All(lines[(heading + 1)..], line => Assert.Contains($"vardax {command} ", $"{line} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_root_has_the_commands_and_no_examples()
    {
        (int exitCode, string output, _) = await CommandLine.Run("--help");
        Assert.Equal(0, exitCode);
        Assert.Contains("simulate", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Examples:", output, StringComparison.Ordinal);
    }
}
