using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Assimilation;

/// <summary>
/// The derivative of any analysis's mean by central differences: (mean(y + h d) - mean(y - h d)) / 2h, with h such that the
/// largest change of an observation is <c>step</c> times the observation noise. Its error falls with the step's square, and its
/// rounding grows with the inverse: means in single precision lose about 1e-7 |mean| / (step noise) of the product per unit of
/// direction, and iterative analyses what their stopping rule leaves. Allocates only when a problem is first seen; one instance
/// serves one thread.
/// </summary>
public sealed class FiniteDifferenceMeanJacobian : IMeanJacobian
{
    private readonly IAnalysis analysis;
    private readonly double step;
    private readonly ExclusiveUse guard = new("Jacobian");
    private float[] mean = [], otherMean = [], std = [];
    private ObservedWindow? seen, perturbed;

    /// <summary>Wraps an analysis.</summary>
    /// <param name="analysis">The analysis.</param>
    /// <param name="step">Largest change of an observation, in observation noises.</param>
    /// <exception cref="ArgumentOutOfRangeException">The step is not a finite positive number.</exception>
    public FiniteDifferenceMeanJacobian(IAnalysis analysis, double step = 0.05)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        Guard.Positive(step);
        (this.analysis, this.step) = (analysis, step);
    }

    /// <inheritdoc/>
    public string Name => analysis.Name;

    /// <inheritdoc/>
    public AnalysisStatus MeanTangent(
        ObservedWindow problem, ReadOnlySpan<float> observationDirection, Span<double> meanDirection)
    {
        ArgumentNullException.ThrowIfNull(problem);
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(problem.Mask.Length, observationDirection.Length, nameof(observationDirection));
        Guard.Length(problem.Settings.WindowEntries, meanDirection.Length, nameof(meanDirection));
        double largest = 0;
        for (int i = 0; i < observationDirection.Length; i++)
        {
            if (problem.Mask[i] != 0)
                largest = Math.Max(largest, Math.Abs(observationDirection[i]) / problem.Settings.Observing.Std(i));
        }

        meanDirection.Clear();
        if (largest == 0)
            return AnalysisStatus.Ok;

        double h = step / largest;
        See(problem);
        AnalysisStatus forward = Analyze(problem, observationDirection, h, mean);
        AnalysisStatus backward = Analyze(problem, observationDirection, -h, otherMean);
        for (int i = 0; i < mean.Length; i++)
            meanDirection[i] = ((double)mean[i] - otherMean[i]) / (2 * h);
        return forward.IsUsable ? backward : forward;
    }

    private void See(ObservedWindow problem)
    {
        if (ReferenceEquals(problem, seen))
            return;
        int entries = problem.Settings.WindowEntries;
        (mean, otherMean, std) = (new float[entries], new float[entries], new float[entries]);
        (seen, perturbed) = (problem, new(problem.Settings, new float[problem.Mask.Length], problem.Mask));
    }

    private AnalysisStatus Analyze(ObservedWindow problem, ReadOnlySpan<float> direction, double h, Span<float> result)
    {
        for (int i = 0; i < direction.Length; i++)
        {
            perturbed!.Observations[i] = problem.Mask[i] == 0
                ? problem.Observations[i]
                : (float)(problem.Observations[i] + (h * direction[i]));
        }

        AnalysisStatus status = analysis.Analyze(perturbed!, result, std);
        return status.IsUsable ? AnalysisStatus.Of(result, std) : status;
    }
}
