using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Models;

/// <summary>
/// 1,000 windows of a posterior over the control, what the library says of the state at their start in double precision, and how
/// far ONNX Runtime is from it.
/// </summary>
internal sealed class OnnxControlCase
{
    public const int Windows = 1000;

    private readonly double[] scale;

    public OnnxControlCase(ControlDensity posterior)
    {
        Posterior = posterior;
        var generator = new ProblemGenerator(posterior.Settings);
        int entries = generator.Settings.WindowEntries, n = posterior.States;
        Observations = new float[Windows * entries];
        var truths = new float[Observations.Length];
        generator.GenerateWindows(
            RandomKey.FromSeed(2), 0, Windows, Observations, default, truths, new float[generator.ScratchSize(Windows)]);
        float[] mask = generator.Mask.ToArray();
        Mask = [.. Enumerable.Range(0, Windows).SelectMany(_ => mask)];
        scale = [.. Enumerable.Range(0, n).Select(i =>
            Math.Sqrt(Enumerable.Range(0, Windows).Average(row => Math.Pow(truths[(row * entries) + i], 2))))];
    }

    public ControlDensity Posterior { get; }

    public float[] Observations { get; }

    public float[] Mask { get; }

    private int Entries => Posterior.Settings.WindowEntries;

    /// <summary>Outputs mean, std and root of an exported model.</summary>
    public (float[] Mean, float[] Std, float[] Root) Run(OnnxModel model, int batch)
    {
        int n = Posterior.States;
        float[][] outputs = model.Run(Observations, Mask, batch, ("mean", [n]), ("std", [n]), ("root", [n, n]));
        return (outputs[0], outputs[1], outputs[2]);
    }

    /// <summary>
    /// The largest difference: of a mean, relative to the component's root mean square; of a standard deviation, to itself; of a
    /// row of the root, to its norm. What stands above the root's diagonal must be zero.
    /// </summary>
    public double Worst(OnnxModel model, int batch)
    {
        (float[] mean, float[] std, float[] root) = Run(model, batch);
        int n = Posterior.States;
        double worst = 0;
        double[] expectedMean = new double[n], expectedRoot = new double[n * n];
        for (int row = 0; row < Windows; row++)
        {
            Moments(row, expectedMean, expectedRoot);
            for (int i = 0; i < n; i++)
            {
                int at = (row * n) + i;
                double norm = Math.Sqrt(Enumerable.Range(0, n).Sum(j => expectedRoot[(i * n) + j] * expectedRoot[(i * n) + j]));
                worst = Larger(worst, (mean[at] - expectedMean[i]) / scale[i]);
                worst = Larger(worst, (std[at] - norm) / norm);
                for (int j = 0; j < n; j++)
                {
                    double difference = (root[(at * n) + j] - expectedRoot[(i * n) + j]) / norm;
                    worst = Larger(worst, j > i && root[(at * n) + j] != 0 ? double.NaN : difference);
                }
            }
        }

        return worst;
    }

    /// <summary>Mean and root at the window's start: l(y) + E m, and E times the head's root.</summary>
    private void Moments(int row, double[] mean, double[] root)
    {
        int n = Posterior.States, p = Posterior.Observations;
        float[] observations = [.. Posterior.ObservedEntries.Select(e => Observations[(row * Entries) + e])];
        float[] mask = [.. Posterior.ObservedEntries.Select(e => Mask[(row * Entries) + e])];
        float[] inputs = new float[p], features = new float[Posterior.Encoder.Features];
        var condition = new float[Posterior.Head.ConditionSize];
        var scratch = new float[Math.Max(Posterior.Encoder.ScratchPerRow, Posterior.Head.ScratchSize)];
        var units = new ControlUnits(Posterior.Standardization);
        ReadOnlySpan<float> parameters = Posterior.Parameters.Span;
        units.Set(observations, mask, inputs);
        Posterior.Encoder.Encode(parameters, inputs, mask, 1, features, scratch);
        Posterior.Head.Condition(parameters, features, condition, scratch);
        double[] whitened = new double[n], inner = new double[n * n];
        Posterior.Head.Linearize(parameters, condition, whitened, inner, scratch);
        units.ToPhysical(whitened, mean);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                root[(i * n) + j] = 0;
                for (int k = 0; k <= i; k++)
                    root[(i * n) + j] += units.Factor[(i * n) + k] * inner[(k * n) + j];
            }
        }
    }

    /// <summary>NaN is larger than any number.</summary>
    private static double Larger(double worst, double difference) =>
        double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, Math.Abs(difference));
}
