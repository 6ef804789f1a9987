using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Compare;

/// <summary>200 posterior samples of one window, against their normals alone.</summary>
internal static class SampleRows
{
    private const int Count = 200;

    public static IEnumerable<Row> Measure(Comparison comparison)
    {
        WindowDensity posterior = comparison.Work.CreatePosterior();
        PosteriorWorkspace workspace = posterior.CreateWorkspace();
        AssimilationProblem problem = comparison.Work.Problem;
        RandomKey key = RandomKey.FromSeed(2);
        float[] samples = new float[Count * posterior.Entries], normals = new float[samples.Length];
        posterior.Sample(problem.Observations, problem.Mask, key, samples, workspace);
        RandomDraws.Normal(key.Child(0), normals);
        for (int i = 0; i < normals.Length; i++)
        {
            int entry = i % posterior.Entries;
            normals[i] = comparison.Outputs.Mean[entry] + (comparison.Outputs.Std[entry] * normals[i]);
        }

        double difference = Agreement.Require("samples", Agreement.Difference(normals, samples));
        Timings[] times = Interleaved.MeasureCalls(comparison.Options.Repetitions,
            () => posterior.Sample(problem.Observations, problem.Mask, key, samples, workspace),
            () => RandomDraws.Normal(key, normals));
        yield return new Row($"{Count} samples of one window, {samples.Length:N0} values")
        {
            Ours = times[0], Peer = "their normals alone", PeerTime = times[1], Floor = times[1].Best, Difference = difference,
            Note = $"{Quantity.Number(1e9 * times[0].Best / samples.Length)} ns a value; floor: the normals; "
                + "difference: to mean + std normal",
        };
    }
}
