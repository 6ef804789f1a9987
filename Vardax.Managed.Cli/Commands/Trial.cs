using System.CommandLine;
using System.Diagnostics;
using Vardax.Managed.Cli.Parts;
using Vardax.Managed.Cli.Streaming;

namespace Vardax.Managed.Cli.Commands;

/// <summary>
/// Runs small parts of a command, each larger than the one before, until one takes so much longer than the first that the difference can be
/// measured: what a task takes grows with its share in a straight line.
/// </summary>
internal static class Trial
{
    private const int Finest = 4096, Step = 4, Mebibyte = 1 << 20, Round = 128;

    /// <summary>What one of so many tasks takes.</summary>
    /// <param name="parsed">Whose command line names the others.</param>
    /// <param name="line">The command line, without shard and --out.</param>
    /// <param name="tasks">How many tasks.</param>
    /// <param name="seconds">How much longer than the first is long enough.</param>
    /// <param name="cores">Cores of a task if they are given.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="InputException">The command fails.</exception>
    public static async Task<Demand> Run(ParseResult parsed, string[] line, int tasks, double seconds, int? cores, CancellationToken cancellation)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("vardax-");
        OwnModels models = OwnModels.Of(parsed);
        TextWriter error = models.Error;
        try
        {
            models.Error = TextWriter.Null;
            List<(double Share, double Seconds, double Bytes, double Cores)> runs = [];
            // The first of all pays for compilation and is forgotten.
            for (long count = (long)tasks * Finest, tried = 0; ; count /= tried++ == 0 ? 1 : Step)
            {
                string path = Path.Combine(folder.FullName, $"{tried}.part");
                long capped = Math.Min(count, int.MaxValue);
                TimeSpan before = Environment.CpuUsage.TotalTime;
                long started = Stopwatch.GetTimestamp();
                // The last part has an item or more of everything.
                ParseResult part = parsed.RootCommandResult.Command.Parse([.. line, "--shard", $"{capped - 1}/{capped}", "--out", path]);
                if (part.Errors is [{ Message: var message }, ..])
                    throw new InputException(message);
                if (await part.InvokeAsync(models, cancellation) != ExitCode.Success)
                    throw new InputException($"the trial of {string.Join(' ', line)} fails.");
                double elapsed = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (tried == 0)
                    continue;
                runs.Add((1.0 / capped, elapsed, Length(path), (Environment.CpuUsage.TotalTime - before).TotalSeconds / elapsed));
                if (elapsed >= runs[0].Seconds + seconds || count / Step < tasks)
                    break;
            }

            double bytes = At(runs, 1.0 / tasks, run => run.Bytes);
            double peak = Process.GetCurrentProcess().PeakWorkingSet64;
            int Memory(double more) => (int)Math.Min(Math.Ceiling(1.5 * (peak + (4 * more)) / Mebibyte / Round) * Round, int.MaxValue);
            return new Demand(cores ?? Math.Max(1, (int)Math.Round(runs[^1].Cores)), At(runs, 1.0 / tasks, run => run.Seconds), Memory(bytes), Memory(bytes * tasks));
        }
        finally
        {
            models.Error = error;
            folder.Delete(recursive: true);
        }
    }

    private static double Length(string path) => Directory.Exists(path) ? Directory.GetFiles(path).Sum(file => new FileInfo(file).Length) : new FileInfo(path).Length;

    /// <summary>The value at a share, on the line through the first run and the last, and no less than the last.</summary>
    private static double At(
        List<(double Share, double Seconds, double Bytes, double Cores)> runs, double share, Func<(double Share, double Seconds, double Bytes, double Cores), double> value)
    {
        (var first, var last) = (runs[0], runs[^1]);
        double slope = last.Share > first.Share ? Math.Max(0, (value(last) - value(first)) / (last.Share - first.Share)) : 0;
        return value(last) + (slope * (share - last.Share));
    }
}
