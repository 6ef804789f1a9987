using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Managed allocation in steady state, and the resident set of whole processes.</summary>
internal static class MemoryRows
{
    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        WindowDensity posterior = comparison.Work.CreatePosterior();
        PosteriorWorkspace workspace = posterior.CreateWorkspace();
        AssimilationProblem problem = comparison.Work.Problem;
        float[] mean = new float[posterior.Entries], std = new float[posterior.Entries];
        float[] samples = new float[200 * posterior.Entries], values = new float[3 * (problem.Settings.TotalSteps + 1)];
        foreach (int threads in (int[])[1, 2])
        {
            AmortizedTrainingStep step = comparison.Work.CreateStep(threads);
            int number = 0;
            yield return Allocated($"training step, {Quantity.Threads(threads)}", () => step.Run(number++, 1e-6),
                "what Parallel.For allocates itself");
        }

        yield return Allocated("analysis", () => posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace));
        yield return Allocated("950-step forecast", () => FullTrajectory.Forecast(problem.Settings, values));
        yield return Allocated("200 samples",
            () => posterior.Sample(problem.Observations, problem.Mask, RandomKey.FromSeed(2), samples, workspace));
    }

    /// <summary>Largest resident set of <c>vardax run</c>, and of the peers that have trained.</summary>
    public static IEnumerable<Row> OfProcess(Comparison comparison, NativeCli cli)
    {
        var row = new Row("Peak memory of vardax run, everything it does")
        {
            OursText = Mib(cli.PeakMib(jit: true)), NativeText = Mib(cli.PeakMib(jit: false)), Note = "largest resident set",
        };
        yield return row;
        string[] training = ["--recipe", "reference", "--gates", "0", "--held-out", "2", "--samples", "2", "--threads", "1"];
        row = row with
        {
            OursText = Mib(cli.PeakMib(jit: true, training)),
            NativeText = Mib(cli.PeakMib(jit: false, training)),
            Note = "largest resident set; peer: its process after training and analysis",
        };
        foreach (PythonPeer peer in comparison.Scripts(threads: 1))
            yield return row with { Work = "Peak memory, reference training", Peer = peer.Name, PeerText = Mib(peer.PeakMib) };
    }

    private static string Mib(double? value) => value is { } mib ? Quantity.Number(mib) + " MiB" : "?";

    private static Row Allocated(string work, Action action, string note = "")
    {
        const int Calls = 200;
        for (int i = 0; i < 20; i++)
            action();
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < Calls; i++)
            action();
        long bytes = GC.GetTotalAllocatedBytes(precise: true) - before;
        return new Row($"Allocation per {work}")
        {
            OursText = Quantity.Number((double)bytes / Calls) + " B", Note = bytes == 0 ? "" : note,
        };
    }
}
