using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>One analysis, batch 1: encoder and both heads, against reading the weights once.</summary>
internal static class AnalysisRows
{
    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        const int Calls = 200;
        WindowDensity posterior = comparison.Work.CreatePosterior();
        PosteriorWorkspace workspace = posterior.CreateWorkspace();
        AssimilationProblem problem = comparison.Work.Problem;
        float[] mean = new float[posterior.Entries], std = new float[posterior.Entries];
        AnalysisPeer[] peers = [.. comparison.AnalysisPeers()];
        comparison.Backends.UnionWith(peers.Select(peer => peer.Version));
        double[] differences = [.. peers.Select(peer =>
            Agreement.Require(peer.Name, comparison.Outputs.AnalysisDifference(peer.Outputs)))];

        double floor = CacheStream.Measure(posterior.Parameters.Length, comparison.Options.Repetitions);
        Func<double> ours = Interleaved.PerCall(
            () => posterior.Predict(problem.Observations, problem.Mask, mean, std, workspace));
        Timings[] times = Interleaved.Measure(comparison.Options.Repetitions,
            [ours, .. peers.Select<AnalysisPeer, Func<double>>(peer => () => peer.Time(Calls))]);

        var row = new Row("One analysis, batch 1")
        {
            Ours = times[0], Floor = floor,
            Note = $"floor: reading {4 * posterior.Parameters.Length / 1000} KB of weights at "
                + $"{Quantity.Number(4 * posterior.Parameters.Length / floor / 1e9)} GB/s, measured",
        };
        if (peers.Length == 0)
            yield return row;
        for (int i = 0; i < peers.Length; i++)
            yield return row with { Peer = peers[i].Name, PeerTime = times[i + 1], Difference = differences[i] };
    }
}
