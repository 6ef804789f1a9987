using System.Runtime.InteropServices;
using System.Text.Json;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Bench.Compare;

/// <summary>The folder that the scripts read: manifest.json and raw little-endian float32 files.</summary>
internal static class ExportFolder
{
    /// <summary>Losses compared: those of the first steps, which do not depend on the order of sums yet.</summary>
    public const int ComparedLosses = 20;

    /// <summary>Writes the weights, the data, the settings of the training and our outputs; returns our outputs.</summary>
    public static PeerOutputs Write(string folder, ReferenceWork work)
    {
        Directory.CreateDirectory(folder);
        WindowDensity posterior = work.CreatePosterior();
        float[] mean = new float[work.Entries], std = new float[work.Entries];
        posterior.Predict(work.Problem.Observations, work.Problem.Mask, mean, std, posterior.CreateWorkspace());
        double[] losses = work.Train(work.CreateStep(threads: 1), ComparedLosses);

        Save("parameters", posterior.Parameters.Span);
        Save("observations", work.Observations);
        Save("states", work.States);
        Save("mask", work.Generator.Mask);
        Save("test_observations", work.Problem.Observations);
        Save("mean", mean);
        Save("std", std);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), JsonSerializer.Serialize(new
        {
            entries = work.Entries,
            batch = work.Recipe.BatchSize,
            steps = work.Recipe.Steps,
            learning_rate = work.Recipe.Schedule.Rate(0, work.Recipe.Steps),
            beta1 = Adam.Beta1,
            beta2 = Adam.Beta2,
            epsilon = Adam.Epsilon,
            losses,
            layout = posterior.Layout.Select(
                view => new { name = view.Name, offset = view.Offset, rows = view.Rows, columns = view.Columns }),
        }));
        return new PeerOutputs(losses, mean, std);

        void Save(string name, ReadOnlySpan<float> values) =>
            File.WriteAllBytes(Path.Combine(folder, name + ".f32"), MemoryMarshal.AsBytes(values));
    }
}
