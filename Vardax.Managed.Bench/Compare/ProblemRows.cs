using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>Generating training problems, against the ensemble's own time for the same member-steps.</summary>
internal static class ProblemRows
{
    private const int Problems = 4096;

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        var generator = new ProblemGenerator(Presets.Reference());
        ProblemSettings settings = generator.Settings;
        IPropagator<float> model = settings.Model.SinglePrecision;
        RandomKey key = RandomKey.FromSeed(1);
        float[] observations = new float[Problems * settings.WindowEntries], truths = new float[observations.Length];
        var scratch = new float[generator.ScratchSize(Problems)];
        float[] initial = new float[3 * Problems], ensemble = new float[3 * Problems];
        for (int i = 0; i < initial.Length; i++)
            initial[i] = (float)settings.Initial.Components[i / Problems].Mean;
        int steps = settings.BurnInSteps + settings.WindowSteps;

        Timings[] times = Interleaved.MeasureCalls(comparison.Options.Repetitions,
            () => generator.GenerateWindows(key, 0, Problems, observations, default, truths, scratch),
            () =>
            {
                initial.CopyTo(ensemble, 0);
                model.IntegrateEnsemble(ensemble, Problems, (float)settings.Dt, steps);
            });
        generator.GenerateWindows(key, 0, Problems, observations, default, truths, scratch);
        AssimilationProblem single = generator.Generate(key.Child(Problems - 1));
        yield return new Row($"{Problems:N0} training problems, {steps:N0} steps each, 1 core")
        {
            Ours = times[0], Peer = "the ensemble alone", PeerTime = times[1], Floor = times[1].Best,
            Difference = Agreement.Require(
                "problems", Agreement.Difference(single.Observations, observations.AsSpan(^settings.WindowEntries..))),
            Note = $"{Quantity.Number(Problems / times[0].Best / 1e6)} M problems/s; floor: the ensemble; "
                + "difference: to one by one",
        };
    }
}
