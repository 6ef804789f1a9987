using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Assimilation;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Calibration;

/// <summary>
/// The exact posterior of <see cref="LinearProblem"/>'s windows, or one made wrong on purpose: scaled by <c>Scale</c> about its
/// mean, then displaced by <c>Shift</c> standard deviations at every entry, or with independent entries. Its density is that of
/// the first state, of independent entries that of the window.
/// </summary>
internal sealed class LinearPosterior(Fault fault = Fault.None) : StatelessPosterior
{
    private static readonly double[][] Rows = LinearProblem.Rows();

    public override string Name => $"linear, {fault}";

    /// <summary>Whether problems whose first observation is above this are declared unusable.</summary>
    public double UnusableAbove { get; init; } = double.PositiveInfinity;

    private double Scale => fault switch { Fault.Narrow => 0.9, Fault.Wide => 1.1, _ => 1 };

    private double Shift => fault == Fault.Shifted ? 0.2 : 0;

    public override AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        (double[] m, double[] s) = LinearProblem.Posterior(problem.Observations, problem.Mask);
        for (int e = 0; e < m.Length; e++)
            (mean[e], standardDeviation[e]) = ((float)(m[e] + (Shift * s[e])), (float)(Scale * s[e]));
        return problem.Observations[0] > UnusableAbove ? AnalysisStatus.Unusable(AnalysisCode.Other, "observed too high") : AnalysisStatus.Ok;
    }

    public override AnalysisStatus Sample(ObservedWindow problem, RandomKey key, Span<float> samples)
    {
        (double[] m, double[] s) = LinearProblem.Posterior(problem.Observations, problem.Mask);
        (_, double c00, double c01, double c11) = LinearProblem.InitialPosterior(problem.Observations, problem.Mask);
        double l00 = Math.Sqrt(c00), l10 = c01 / l00, l11 = Math.Sqrt(c11 - (l10 * l10));
        int entries = m.Length, count = samples.Length / entries;
        var normal = new float[fault == Fault.Independent ? samples.Length : 2 * count];
        RandomDraws.Normal(key, normal);
        for (int i = 0; i < samples.Length; i++)
        {
            (int row, int e) = (i / entries, i % entries);
            (double u, double v) = (l00 * normal[2 * row], (l10 * normal[2 * row]) + (l11 * normal[(2 * row) + 1]));
            double departure = fault == Fault.Independent ? s[e] * normal[i] : (Rows[e][0] * u) + (Rows[e][1] * v);
            samples[i] = (float)(m[e] + (Scale * departure) + (Shift * s[e]));
        }

        return AnalysisStatus.Ok;
    }

    public override AnalysisStatus LogProb(ObservedWindow problem, ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        (double[] m, double[] s) = LinearProblem.Posterior(problem.Observations, problem.Mask);
        (_, double c00, double c01, double c11) = LinearProblem.InitialPosterior(problem.Observations, problem.Mask);
        for (int row = 0; row < logProbs.Length; row++)
        {
            ReadOnlySpan<float> window = windows.Slice(row * m.Length, m.Length);
            double u = window[0] - m[0] - (Shift * s[0]), v = window[1] - m[1] - (Shift * s[1]);
            double determinant = (c00 * c11) - (c01 * c01), scale = Scale * Scale;
            double mahalanobis = ((c11 * u * u) - (2 * c01 * u * v) + (c00 * v * v)) / determinant;
            logProbs[row] = (-mahalanobis / scale / 2) - (Math.Log(determinant * scale * scale) / 2) - Math.Log(Math.Tau);
            if (fault != Fault.Independent)
                continue;
            logProbs[row] = 0;
            for (int e = 0; e < m.Length; e++)
                logProbs[row] -= (Math.Pow((window[e] - m[e]) / s[e], 2) / 2) + Math.Log(s[e] * Math.Sqrt(Math.Tau));
        }

        return AnalysisStatus.Ok;
    }
}
