using System.Text.RegularExpressions;

namespace Vardax.Managed.Tests.Cli;

public partial class UnknownNameTests
{
    private static readonly string[] Commands =
        ["run", "train", "compare", "calibrate", "cycle", "filter", "simulate", "analyze", "sample", "export", "import", "info", "completion"];

    [Theory]
    [InlineData("vardax analyze has no option --modle; the nearest is --model. See vardax analyze --help.", "analyze", "--modle", "m", "obs.csv")]
    [InlineData("vardax info has no option --jsno; the nearest is --json. See vardax info --help.", "info", "--jsno")]
    [InlineData("vardax train has no option --stpes; the nearest is --steps. See vardax train --help.", "train", "--out", "--stpes", "5")]
    [InlineData("vardax run has no option -steps; the nearest is --steps. See vardax run --help.", "run", "-steps", "5")]
    [InlineData("vardax run has no option --stepz; the nearest is --steps. See vardax run --help.", "run", "--stepz=5")]
    [InlineData("vardax export has no option --zzzzzzzzzzzz. See vardax export --help.", "export", "--zzzzzzzzzzzz", "m")]
    [InlineData("vardax has no command trian; the nearest is train. See vardax --help.", "trian")]
    [InlineData("vardax has no command zzzzzzzz. See vardax --help.", "zzzzzzzz")]
    [InlineData("vardax has no option --verison; the nearest is --version. See vardax --help.", "--verison")]
    public async Task It_is_named_with_the_nearest(string expected, params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(args);
        Assert.Equal((2, "", $"vardax: {expected}\n"), (exitCode, output, error));
    }

    /// <summary>A letter too many in any option of any command, as a file and as the value of another option.</summary>
    [Fact]
    public async Task No_mistyped_option_is_taken_for_a_file_or_a_value()
    {
        foreach (string command in Commands)
        {
            string help = (await CommandLine.Run(command, "--help")).Output.Split("Examples:")[0];
            string[] options = [.. LongOption().Matches(help).Select(match => match.Value).Distinct()];
            Assert.NotEmpty(options);
            foreach (string option in options)
            {
                string typed = option.Insert(3, "q");
                string[][] places = [[command, typed], [command, typed, "5"], .. options.Contains("--out") ? (string[][])[[command, "--out", typed]] : []];
                foreach (string[] args in places)
                {
                    (int exitCode, string output, string error) = await CommandLine.Run(args);
                    Assert.Equal((2, ""), (exitCode, output));
                    Assert.Contains($"vardax {command} has no option {typed}; the nearest is --", error, StringComparison.Ordinal);
                }
            }
        }
    }

    [Theory]
    [InlineData("info", "--", "--nope")]
    [InlineData("info", "./--nope")]
    public async Task A_file_of_such_a_name_can_be_said(params string[] args)
    {
        (int exitCode, _, string error) = await CommandLine.Run(args);
        Assert.Equal(1, exitCode);
        Assert.Contains("Could not find file", error, StringComparison.Ordinal);
    }

    [GeneratedRegex("--[a-z][a-z-]+(?=[ ,])")]
    private static partial Regex LongOption();
}
