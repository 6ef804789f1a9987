using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Experiments;

/// <summary>Posterior samples of one window, scored as the reference does: by their mean and standard deviation.</summary>
public sealed class PredictiveSummary
{
    private static readonly double[] Edges = [0.025, 0.975];

    /// <summary>The samples, count x window entries.</summary>
    public required float[] Samples { get; init; }

    /// <summary>Number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>RMSE of the sample mean; in units of each component's spread over simulated windows if their priors differ in width.</summary>
    public required double Rmse { get; init; }

    /// <summary>Gaussian NLL per entry of the sample mean and standard deviation, in nats.</summary>
    public required double Nll { get; init; }

    /// <summary>Mean over the window of the sample standard deviation, by component.</summary>
    public required double[] MeanStd { get; init; }

    /// <summary>
    /// The lower edge of the central 95 % band of the samples and of their forecasts: (time, component) row-major over the full
    /// trajectory.
    /// </summary>
    public required float[] Lower { get; init; }

    /// <summary>The upper edge of that band.</summary>
    public required float[] Upper { get; init; }

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
        int ahead = ((settings.TotalSteps + 1) * settings.StateDimension) - entries;
        float[] band = new float[2 * entries], forecastBand = new float[2 * ahead];
        SampleStatistics.Quantiles(samples, Edges, band, new float[count]);
        if (ahead > 0)
            new EnsembleForecast(settings, count).Run(samples, new float[ahead], new float[ahead], Edges, forecastBand);
        var parts = StateParts.Of(settings.Model);
        ReadOnlySpan<float> truth = parts.Compact<float>([.. problem.Truth.States(0, settings.WindowStates)]);
        ReadOnlySpan<float> components = parts.Compact(mean.AsSpan()), spread = parts.Compact(std.AsSpan());
        return new PredictiveSummary
        {
            Samples = samples,
            Count = count,
            Rmse = Scores.Rmse.Overall(components, truth, parts.Scales(settings)),
            Nll = GaussianScore.MeanNll(components, spread, truth),
            Lower = [.. band[..entries], .. forecastBand[..ahead]],
            Upper = [.. band[entries..], .. forecastBand[ahead..]],
            MeanStd = SampleStatistics.ColumnMeans(spread, settings.WindowStates, parts.Components.Count),
        };
    }
}
