namespace Vardax.Managed.Bench.Compare;

/// <summary>500 training steps of the reference recipe, in steady state, on one thread and on two.</summary>
internal static class TrainingRows
{
    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        ReferenceWork work = comparison.Work;
        double flops = work.Recipe.Steps * work.StepFlops();
        foreach (int threads in (int[])[1, 2])
        {
            PythonPeer[] peers = [.. comparison.Scripts(threads)];
            double[] differences = [.. peers.Select(peer =>
                Agreement.Require(peer.Name, comparison.Outputs.LossDifference(peer.Outputs)))];

            Func<double>[] contestants =
                [() => work.TimeTraining(threads), .. peers.Select<PythonPeer, Func<double>>(peer => peer.TimeTraining)];
            Interleaved.Measure(1, contestants);
            Timings[] times = Interleaved.Measure(comparison.Options.FewRepetitions, contestants);

            var row = new Row($"500 training steps, {Quantity.Threads(threads)}, {Quantity.Number(flops / 1e9)} GFLOP")
            {
                Ours = times[0],
                Floor = flops / comparison.Peaks.Of(threads),
                Note = $"{Quantity.Gflops(flops, times[0].Best)}; floor: operations at measured peak",
            };
            if (peers.Length == 0)
                yield return row;
            for (int i = 0; i < peers.Length; i++)
            {
                yield return row with
                {
                    Peer = peers[i].Name,
                    PeerTime = times[i + 1],
                    Difference = differences[i],
                    Note = $"{row.Note}; difference: first {ExportFolder.ComparedLosses} losses",
                };
            }
        }
    }
}
