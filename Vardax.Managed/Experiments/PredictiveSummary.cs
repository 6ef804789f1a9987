using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>Posterior samples of one window, scored as the reference does: by their mean and standard deviation.</summary>
public sealed record PredictiveSummary
{
    /// <summary>The samples, count x window entries.</summary>
    public required float[] Samples { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>RMSE of the sample mean.</summary>
    public required double Rmse { get; init; }

    /// <summary>Gaussian NLL per entry of the sample mean and standard deviation, in nats.</summary>
    public required double Nll { get; init; }

    /// <summary>Mean over the window of the sample standard deviation, by component.</summary>
    public required double[] MeanStd { get; init; }

    /// <summary>Draws and scores.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public static PredictiveSummary Draw(IPosterior posterior, AssimilationProblem problem, RandomKey key, int count)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ProblemSettings settings = problem.Settings;
        int entries = settings.WindowEntries;
        var samples = new float[checked(count * entries)];
        posterior.Sample(problem, key, samples);
        float[] mean = new float[entries], std = new float[entries];
        SampleStatistics.MeanAndStd(samples, mean, std);
        ReadOnlySpan<float> truth = problem.Truth.States(0, settings.WindowStates);
        return new PredictiveSummary
        {
            Samples = samples,
            Count = count,
            Rmse = Scores.Rmse.Overall(mean, truth),
            Nll = GaussianScore.MeanNll(mean, std, truth),
            MeanStd = SampleStatistics.ColumnMeans(std, settings.WindowStates, settings.StateDimension),
        };
    }

    /// <summary>
    /// The central 95 % band of the samples and of their free forecasts at every time and component: lower and upper edge, each
    /// (time, component) row-major over the full trajectory.
    /// </summary>
    public (float[] Lower, float[] Upper) Band(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        int dimension = settings.StateDimension, states = settings.TotalSteps + 1;
        float[] lower = new float[states * dimension], upper = new float[states * dimension];
        var ensemble = new float[dimension * Count];
        for (int t = 0; t < states; t++)
        {
            if (t < settings.WindowStates)
            {
                for (int i = 0; i < Count; i++)
                {
                    for (int c = 0; c < dimension; c++)
                        ensemble[(c * Count) + i] = Samples[(i * settings.WindowEntries) + (t * dimension) + c];
                }
            }
            else
            {
                settings.Model.SinglePrecision.IntegrateEnsemble(ensemble, Count, (float)settings.Dt, 1);
            }

            for (int c = 0; c < dimension; c++)
            {
                float[] sorted = ensemble[(c * Count)..((c + 1) * Count)];
                Array.Sort(sorted);
                lower[(t * dimension) + c] = SampleStatistics.Quantile(sorted, 0.025);
                upper[(t * dimension) + c] = SampleStatistics.Quantile(sorted, 0.975);
            }
        }

        return (lower, upper);
    }
}
