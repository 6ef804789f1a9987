using Microsoft.ML.OnnxRuntime;
using Vardax.Managed.Inference;

namespace Vardax.Managed.Tests.Persistence;

/// <summary>An exported posterior in ONNX Runtime.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly InferenceSession session;
    private readonly int entries;

    public OnnxModel(AmortizedPosterior posterior)
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
        float[] mean = new float[observations.Length], std = new float[observations.Length];
        for (int start = 0; start < mean.Length; start += batch * entries)
        {
            int size = Math.Min(batch * entries, mean.Length - start);
            long[] shape = [size / entries, entries];
            using var obsValue = OrtValue.CreateTensorValueFromMemory(observations[start..(start + size)], shape);
            using var maskValue = OrtValue.CreateTensorValueFromMemory(mask[start..(start + size)], shape);
            using var options = new RunOptions();
            using IDisposableReadOnlyCollection<OrtValue> outputs =
                session.Run(options, ["obs", "mask"], [obsValue, maskValue], ["mean", "std"]);
            Assert.Equal(shape, outputs[0].GetTensorTypeAndShape().Shape);
            Assert.Equal(shape, outputs[1].GetTensorTypeAndShape().Shape);
            outputs[0].GetTensorDataAsSpan<float>().CopyTo(mean.AsSpan(start));
            outputs[1].GetTensorDataAsSpan<float>().CopyTo(std.AsSpan(start));
        }

        return (mean, std);
    }
}
