using Vardax.Managed.Tests.Architecture;

namespace Vardax.Managed.Tests.Cli;

/// <summary>What an engine of batches is given.</summary>
public sealed class SubmitTests : IDisposable
{
    private readonly StreamCase stream = new();

    public void Dispose() => stream.Dispose();

    /// <summary>An engine of shell functions' size: sbatch runs the tasks of a script at once, and scontrol tells that it was asked.</summary>
    [Fact]
    public async Task The_script_of_slurm_runs_all_parts_tries_again_and_merges()
    {
        string[] command = ["simulate", "--count", "600", "--format", "csv", "--gaps", "0.5"];
        (int exitCode, string script, string error) = await CommandLine.Run(
            ["submit", "--engine", "slurm", "--tasks", "5", "--max-array", "2", "--trial", "0", "--cores", "1", "--memory", "100", "--program", "vardax program",
                "--parts", "my parts", "--result", "all windows.csv", "--", .. command]);
        Assert.True(exitCode == 0, error);
        Assert.Contains("#SBATCH --array=0-1\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --cpus-per-task=1\n#SBATCH --mem=100M\n#SBATCH --requeue\n", script, StringComparison.Ordinal);
        stream.Write("submit.sh", script);
        Program("vardax program", """
            [ "$1" = merge ] || echo "$*" >> calls
            case "$*" in *" 3/5 "*) [ -e failed ] || { touch failed; exit 75; };; esac
            exec dotnet "$VARDAX" "$@"
            """);
        // The first task is at index 7, as if another array stood before it.
        Program("sbatch", """
            cat > script
            size=$(sed -n 's/^#SBATCH --array=0-\([0-9]*\)$/\1/p' script)
            case "$*" in *dependency*) [ "$*" = "--parsable --dependency=afterok:41 --kill-on-invalid-dep=yes" ] || exit 9;; esac
            for index in $(seq 7 $((7 + ${size:-0}))); do
              runs=0
              while SLURM_RESTART_COUNT=$runs SLURM_ARRAY_JOB_ID=41 SLURM_ARRAY_TASK_MIN=7 SLURM_ARRAY_TASK_ID=$index sh script >> log 2>&1; [ -e again ]; do
                rm again; runs=$((runs + 1))
              done
            done
            echo "41;cluster"
            """);
        Program("scontrol", "echo \"$*\" >> requeued; touch again");
        Program("sleep", "true");
        (exitCode, string output, error) = VardaxProcess.Shell(
            $"cd '{stream.Path("")}' && export VARDAX=\"$(printf %s '{Path.Combine(AppContext.BaseDirectory, "vardax.dll")}')\" PATH=\"$PWD:$PATH\" && sh submit.sh");
        Assert.Equal((0, "array 41, merge 41\n"), (exitCode, output));
        Assert.Equal("requeue 41_8\n", File.ReadAllText(stream.Path("requeued")));
        string[] calls = File.ReadAllLines(stream.Path("calls"));
        // The task of parts 1 and 3 ran twice.
        Assert.Equal(["0/5", "2/5", "4/5", "1/5", "3/5", "1/5", "3/5"], calls.Select(call => call.Split(" --shard ")[1].Split(' ')[0]));
        Assert.All(calls, call => Assert.StartsWith("simulate --count 600 --format csv --gaps 0.5 --shard", call, StringComparison.Ordinal));
        (_, byte[] expected, _) = await StreamCase.Run([], command);
        Assert.Equal(expected, File.ReadAllBytes(stream.Path("all windows.csv")));
    }

    [Fact]
    public async Task The_manifest_of_kubernetes_is_the_one_that_was_checked_against_the_published_schema()
    {
        (int exitCode, string manifest, string error) = await CommandLine.Run(
            "submit", "--engine", "kubernetes", "--tasks", "8", "--at-once", "4", "--trial", "0", "--cores", "2", "--memory", "512", "--image", "example/vardax:1",
            "--claim", "disk", "--", "compare", "--methods", "oracle", "--problem-key", "7", "--out", "report", "--json");
        Assert.True(exitCode == 0, error);
        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "Vardax.Managed.Bench", "Shards", "kubernetes.yaml")), manifest);
    }

    [Fact]
    public async Task A_trial_says_what_a_task_takes()
    {
        (int exitCode, string script, string error) = await CommandLine.Run(
            "submit", "--engine", "slurm", "--tasks", "3", "--trial", "0.01", "--", "calibrate", "--model", stream.ModelPath, "--runs", "200", "--samples", "19",
            "--agreement", "0", "--adjoint", "0", "--threads", "2", "--json");
        Assert.True(exitCode == 0, error);
        Assert.Contains(" on 2 cores and ", script, StringComparison.Ordinal);
        Assert.Matches("#SBATCH --cpus-per-task=2\n#SBATCH --mem=[0-9]+M\n#SBATCH --time=10\n", script);
        Assert.Contains("vardax merge parts/ --json > result.json\n", script, StringComparison.Ordinal);
        Assert.Contains($"vardax calibrate --adjoint 0 --agreement 0 --model {stream.ModelPath} --runs 200 --samples 19 --threads 2 --shard \"$part/3\" --out parts/", script,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--engine is pbs; it must be slurm or kubernetes.", "--engine", "pbs", "--", "simulate")]
    [InlineData("COMMAND is info; it must be a command with --shard.", "--engine", "slurm", "--", "info")]
    [InlineData("vardax calibrate has no option --rums; the nearest is --runs.", "--engine", "slurm", "--", "calibrate", "--rums", "3")]
    [InlineData("--shard is given beside submit", "--engine", "slurm", "--", "calibrate", "--shard", "0/2")]
    [InlineData("--trial is 0; it must be more than 0 without --memory.", "--engine", "slurm", "--trial", "0", "--cores", "1", "--", "simulate")]
    [InlineData("--shard goes with --model", "--engine", "slurm", "--", "calibrate")]
    [InlineData("--tasks is 200000; it must be between 1 and 100000.", "--engine", "kubernetes", "--tasks", "200000", "--", "simulate")]
    public async Task What_cannot_be_submitted_is_said(string message, params string[] args)
    {
        (int exitCode, string output, string error) = await CommandLine.Run(["submit", .. args]);
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    private void Program(string name, string text)
    {
        stream.Write(name, "#!/bin/sh\n" + text + "\n");
        Assert.Equal(0, VardaxProcess.Shell($"chmod +x '{stream.Path(name)}'").ExitCode);
    }
}
