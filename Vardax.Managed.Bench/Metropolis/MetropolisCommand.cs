using System.Diagnostics;
using System.Globalization;
using Vardax.Managed.Cli.SystemFiles;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Metropolis;

/// <summary>
/// <c>metropolis SYSTEM RECORD.csv [DRAWS]</c>: the exact posterior of a record under a system without burn-in, by four long chains of a
/// plain Metropolis sampler in double precision, as a Markdown table. What analyses of the same record are judged by.
/// </summary>
internal static class MetropolisCommand
{
    private const int Chains = 4;

    /// <summary>Runs it; 1 if the chains do not agree.</summary>
    public static int Run(string[] args)
    {
        if (args is not [var source, var record, ..] || !int.TryParse(args is [_, _, var text] ? text : "100000", NumberStyles.None,
            CultureInfo.InvariantCulture, out int draws) || draws < 1000)
        {
            Console.Error.WriteLine("usage: metropolis SYSTEM RECORD.csv [DRAWS], 1000 draws or more");
            return 2;
        }

        ProblemSettings settings = SystemCatalogue.Read(source, new Dictionary<string, string>()).Settings;
        long start = Stopwatch.GetTimestamp();
        var chains = new (double[][] Draws, double Accepted)[Chains];
        Parallel.For(0, Chains, i => chains[i] = MetropolisChain.Run(new ExactTarget(settings, record), i + 1, draws / 2, draws));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string[] names = [.. new ExactTarget(settings, record).Names];
        ChainSummary[] found = [.. names.Select((_, k) => ChainSummary.Of([.. chains.Select(c => c.Draws[k])]))];
        bool isConverged = found.All(s => s.RHat < 1.01);
        Console.WriteLine("| | mean | std | split R-hat | effective draws |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        foreach ((string name, ChainSummary s) in names.Zip(found))
            Console.WriteLine(FormattableString.Invariant($"| {name} | {s.Mean:G6} | {s.Std:G4} | {s.RHat:F4} | {s.EffectiveSize:F0} |"));
        string verdict = isConverged ? "converged" : "not converged";
        string accepted = string.Join(", ", chains.Select(c => $"{100 * c.Accepted:F0} %"));
        Console.WriteLine(FormattableString.Invariant(
            $"\n{Chains} chains of {draws} draws after {draws / 2}; {accepted} of proposals taken; {seconds:F0} s on {Environment.ProcessorCount} cores; {verdict}."));
        return isConverged ? 0 : 1;
    }
}
