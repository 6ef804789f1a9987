using Microsoft.ML.OnnxRuntime;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Models;

namespace Vardax.Managed.Bench;

/// <summary>
/// One analysis by ONNX Runtime as fast as it goes on one thread: the exported model with all graph optimisations, the batch
/// fixed at 1 so that shapes are known beforehand, inputs and outputs bound once to memory that stays in place.
/// </summary>
internal sealed class OnnxRuntimePeer : IDisposable
{
    private readonly WindowDensity posterior;
    private readonly float[] observations, mask;
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly OrtIoBinding binding;
    private readonly OrtValue[] values;

    /// <summary>Exports the posterior, loads it, and binds one window; RunOnce then reads the arrays as they are.</summary>
    public OnnxRuntimePeer(WindowDensity posterior, float[] observations, float[] mask)
    {
        (this.posterior, this.observations, this.mask) = (posterior, observations, mask);
        (Mean, StandardDeviation) = (new float[posterior.Entries], new float[posterior.Entries]);
        using var settings = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        settings.AddFreeDimensionOverrideByName("batch", 1);
        session = new InferenceSession(OnnxExporter.Model(posterior, true, nameof(posterior)).Written.ToArray(), settings);
        binding = session.CreateIoBinding();
        values = [.. new[] { observations, mask, Mean, StandardDeviation }.Select(
            values => OrtValue.CreateTensorValueFromMemory(values, [1, posterior.Entries]))];
        binding.BindInput("obs", values[0]);
        binding.BindInput("mask", values[1]);
        binding.BindOutput("mean", values[2]);
        binding.BindOutput("std", values[3]);
    }

    /// <summary>The mean of the last run.</summary>
    public float[] Mean { get; }

    /// <summary>The standard deviation of the last run.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>Analyses the window.</summary>
    public void RunOnce() => session.RunWithBinding(options, binding);

    /// <summary>Runs once, and compares with <see cref="WindowDensity.Predict"/>.</summary>
    /// <returns>The largest difference: of a mean, relative to the window's root mean square; of a standard deviation, to
    /// itself.</returns>
    /// <exception cref="InvalidOperationException">The difference exceeds <paramref name="tolerance"/>.</exception>
    public double RequireAgreement(double tolerance = 1e-5)
    {
        float[] mean = new float[posterior.Entries], std = new float[posterior.Entries];
        posterior.Predict(observations, mask, mean, std, posterior.CreateWorkspace());
        RunOnce();
        double scale = Math.Sqrt(mean.Average(x => (double)x * x)), worst = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            double difference = Math.Max(Math.Abs(Mean[i] - mean[i]) / scale, Math.Abs(StandardDeviation[i] - std[i]) / std[i]);
            worst = difference <= tolerance ? Math.Max(worst, difference) : throw new InvalidOperationException(
                $"ONNX Runtime's prediction of entry {i} differs by {difference:E2}; expected at most {tolerance:E2}.");
        }

        return worst;
    }

    public void Dispose()
    {
        binding.Dispose();
        foreach (OrtValue value in values)
            value.Dispose();
        options.Dispose();
        session.Dispose();
    }
}
