using Microsoft.ML.OnnxRuntime;
using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Tests.Models;

/// <summary>An exported posterior in ONNX Runtime.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession session;
    private readonly int entries;

    public OnnxModel(WindowDensity posterior)
        : this(OnnxFile.Bytes(posterior), posterior.Entries)
    {
    }

    public OnnxModel(byte[] model, int entries)
    {
        session = new InferenceSession(model);
        this.entries = entries;
    }

    public InferenceSession Session => session;

    public void Dispose() => session.Dispose();

    /// <summary>Mean and standard deviation of a number of windows, so many at a time.</summary>
    public (float[] Mean, float[] Std) Predict(float[] observations, float[] mask, int batch)
    {
        float[][] outputs = Run(observations, mask, batch, ("mean", [entries]), ("std", [entries]));
        return (outputs[0], outputs[1]);
    }

    /// <summary>Outputs of a number of windows, so many at a time, each of a shape for every window.</summary>
    public float[][] Run(float[] observations, float[] mask, int batch, params (string Name, long[] Shape)[] outputs)
    {
        var results = outputs.Select(_ => new List<float>()).ToArray();
        for (int start = 0; start < observations.Length; start += batch * entries)
        {
            int size = Math.Min(batch * entries, observations.Length - start);
            long rows = size / entries;
            using var obsValue = OrtValue.CreateTensorValueFromMemory(observations[start..(start + size)], [rows, entries]);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(mask[start..(start + size)], [rows, entries]);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> values =
                session.Run(options, ["obs", "mask"], [obsValue, maskValue], [.. outputs.Select(output => output.Name)]);
            for (int i = 0; i < outputs.Length; i++)
            {
                Assert.Equal([rows, .. outputs[i].Shape], values[i].GetTensorTypeAndShape().Shape);
                results[i].AddRange(values[i].GetTensorDataAsSpan<float>());
            }
        }

        return [.. results.Select(result => result.ToArray())];
    }
}
