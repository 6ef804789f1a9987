using Vardax.Managed.Methods.Amortized.Networks;

namespace Vardax.Managed.Tests.Models;

/// <summary>
/// The largest difference between ONNX Runtime's prediction and the library's: of the mean, relative to the entry's scale (root
/// mean square of the true states); of the standard deviation, relative to itself.
/// </summary>
/// <param name="Mean">Of the means.</param>
/// <param name="Std">Of the standard deviations.</param>
internal readonly record struct OnnxAgreement(double Mean, double Std)
{
    /// <summary>
    /// Both sum the same products in single precision, in different orders: a sum of n terms differs by about sqrt(n) 2^-24 of
    /// their size, 1e-6 for the widest layer's 306, and a standard deviation has half the error of its log variance. Neither is
    /// nearer to a double-precision evaluation than the other. Measured: at most 1.6e-6.
    /// </summary>
    public const double Tolerance = 1e-5;

    public double Worst => Math.Max(Mean, Std);

    /// <summary>Compares a case's windows, predicted <paramref name="batch"/> at a time by both.</summary>
    public static OnnxAgreement Measure(WindowDensity posterior, OnnxModel model, OnnxCase given, int batch)
    {
        float[] observations = given.Observations, mask = given.Mask;
        float[] mean = new float[observations.Length], std = new float[observations.Length];
        PosteriorWorkspace workspace = posterior.CreateWorkspace(batch);
        int step = batch * posterior.Entries;
        for (int start = 0; start < mean.Length; start += step)
        {
            posterior.Predict(observations.AsSpan(start, step), mask.AsSpan(start, step), mean.AsSpan(start, step),
                std.AsSpan(start, step), workspace);
        }

        (float[] onnxMean, float[] onnxStd) = model.Predict(observations, mask, batch);
        double worstMean = 0, worstStd = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            worstMean = Larger(worstMean, ((double)onnxMean[i] - mean[i]) / given.EntryScale[i % posterior.Entries]);
            worstStd = Larger(worstStd, ((double)onnxStd[i] - std[i]) / std[i]);
        }

        return new OnnxAgreement(worstMean, worstStd);
    }

    /// <summary>NaN is larger than any number.</summary>
    private static double Larger(double worst, double difference) =>
        double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, Math.Abs(difference));
}
