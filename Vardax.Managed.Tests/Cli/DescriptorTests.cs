using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Tests.Cli;

/// <summary>Standard streams that are closed, full or gone: no file takes their place, and no run is lost for a message.</summary>
public class DescriptorTests
{
    private const string Full = "/dev/full";

    [Theory]
    [InlineData("vardax info >&-", 0)]
    [InlineData("vardax info 2>&- >&- <&-", 0)]
    [InlineData("vardax info --nope 2>&-", 2)]
    [InlineData("vardax simulate --count 2 >&- 2>&-", 0)]
    public void A_closed_descriptor_is_the_null_device(string line, int expected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell of Unix closes them.");
        (int exitCode, string output, string error) = VardaxProcess.Shell(line);
        Assert.Equal((expected, "", ""), (exitCode, output, error));
    }

    /// <summary>The answers' file would be the next to be opened, and take the place of standard error.</summary>
    [Fact]
    public void Warnings_do_not_end_up_among_the_answers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell of Unix closes them.");
        using StreamCase small = new();
        string far = small.Write("far.jsonl", string.Concat(
            Enumerable.Range(0, 3).Select(_ => """{"obs":[[900,-900,900],[null,null,null],[-900,900,900],[null,null,null],[900,900,-900]]}""" + "\n")));
        string analyze = $"vardax analyze --model '{small.ModelPath}' '{far}' --out";
        (int exitCode, _, string warnings) = VardaxProcess.Shell($"{analyze} '{small.Path("usual.jsonl")}'");
        Assert.Equal(0, exitCode);
        Assert.Contains("vardax: window 0", warnings, StringComparison.Ordinal);
        foreach (string closed in (string[])["2>&-", "2>&- <&-", "2>&- >&- <&-"])
        {
            Assert.Equal((0, "", ""), VardaxProcess.Shell($"{analyze} '{small.Path("closed.jsonl")}' {closed}"));
            Assert.Equal(File.ReadAllText(small.Path("usual.jsonl")), File.ReadAllText(small.Path("closed.jsonl")));
        }
    }

    [Theory]
    [InlineData($"vardax info --nope 2>{Full}", 2)]
    [InlineData("exec 3>&1; { vardax info --nope; echo $? >&3; } 2>&1 >/dev/null | true", 0)]
    public void A_standard_error_that_cannot_be_written_changes_nothing(string line, int expected)
    {
        Assert.SkipUnless(File.Exists(Full), "There is no full device.");
        (int exitCode, string output, _) = VardaxProcess.Shell(line);
        Assert.Equal((expected, expected == 0 ? "2\n" : ""), (exitCode, output));
    }

    [Theory]
    [InlineData("vardax info")]
    [InlineData("vardax info --json")]
    [InlineData("vardax run --help")]
    [InlineData("vardax simulate --count 2")]
    public void A_full_standard_output_is_named(string line)
    {
        Assert.SkipUnless(File.Exists(Full), "There is no full device.");
        (int exitCode, string output, string error) = VardaxProcess.Shell($"{line} >{Full}");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("vardax: standard output: ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_failure_of_standard_error_is_not_passed_on()
    {
        using MessageWriter messages = new(new Failing());
        Assert.Throws<IOException>(() => messages.WriteLine("told"));
        using MessageWriter forgiving = new(new ErrorWriter(new Failing()));
        forgiving.WriteLine("told");
        forgiving.Write('c');
        forgiving.Write("text");
        forgiving.Write(['a', 'b'], 0, 2);
        forgiving.Flush();
    }

    private sealed class Failing : StringWriter
    {
        public override void Write(char value) => throw new IOException("full");

        public override void Write(string? value) => throw new IOException("full");

        public override void Write(char[] buffer, int index, int count) => throw new IOException("full");

        public override void WriteLine(string? value) => throw new IOException("full");

        public override void Flush() => throw new IOException("full");
    }
}
