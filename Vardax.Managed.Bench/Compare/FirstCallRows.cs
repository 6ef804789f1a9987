namespace Vardax.Managed.Bench.Compare;

/// <summary>The same training as the first thing a fresh process does, under the JIT and native, against steady state.</summary>
internal static class FirstCallRows
{
    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        if (NativeCli.TryBuild(comparison.Folder, comparison.Skipped) is not { } cli)
            yield break;
        ReferenceWork work = comparison.Work;
        foreach (int threads in (int[])[1, 2])
        {
            double difference = Math.Max(Difference(jit: true), Difference(jit: false));
            Timings[] times = Interleaved.Measure(comparison.Options.FewRepetitions,
                () => cli.TimeTraining(jit: true, threads), () => cli.TimeTraining(jit: false, threads),
                () => work.TimeTraining(threads));
            yield return new Row($"500 training steps, {Quantity.Threads(threads)}, first call in a fresh process")
            {
                Ours = times[0], Native = times[1], Peer = "ours, steady state", PeerTime = times[2], Difference = difference,
                Floor = work.Recipe.Steps * work.StepFlops() / comparison.Peaks.Of(threads),
                Note = "train_time_s of vardax run --recipe reference (128 simulations and the buffers included); "
                    + "AOT / steady state " + Quantity.Number(times[1].Best / times[2].Best),
            };
        }

        foreach (Row row in MemoryRows.OfProcess(comparison, cli))
            yield return row;

        double Difference(bool jit)
        {
            double[] losses = cli.Losses(jit)[..ExportFolder.ComparedLosses];
            PeerOutputs ours = comparison.Outputs;
            return Agreement.Require("vardax run", ours.LossDifference(ours with { Losses = losses }));
        }
    }
}
