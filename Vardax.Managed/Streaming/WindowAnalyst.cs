using Vardax.Managed.Assimilation;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Streaming;

/// <summary>
/// Answers a request about windows, one at a time: one analyst serves one thread. An answer depends on the window and its index
/// alone, never on who gives it or what came before. <see cref="Analyze(ObservedWindow, long, WindowAnalysis)"/> allocates nothing.
/// </summary>
public sealed class WindowAnalyst
{
    private readonly AnalysisRequest request;
    private readonly IPosterior posterior;
    private readonly EnsembleForecast? forecast;
    private readonly double[] probabilities;
    private readonly float[] samples, column;

    /// <summary>Makes room, and a posterior.</summary>
    /// <exception cref="ArgumentException">A number of the request is out of range.</exception>
    public WindowAnalyst(AnalysisRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        (this.request, posterior, probabilities) = (request, request.CreatePosterior(), [.. request.Quantiles]);
        int count = request.NeedsSamples ? request.Samples : 0;
        samples = request.KeepSamples ? [] : new float[checked(count * request.Settings.WindowEntries)];
        column = new float[count];
        forecast = request.ForecastSteps > 0 ? new EnsembleForecast(request.Settings, count) : null;
    }

    /// <summary>Analyses a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="index">Its number, which chooses the key of its samples.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems.</exception>
    public WindowAnalysis Analyze(ObservedWindow window, long index = 0)
    {
        var answer = new WindowAnalysis(request);
        Analyze(window, index, answer);
        return answer;
    }

    /// <summary>Analyses a window.</summary>
    /// <param name="window">The window.</param>
    /// <param name="index">Its number, which chooses the key of its samples.</param>
    /// <param name="answer">Receives the answer; made for the same request.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems, or the answer of another request.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same analyst.</exception>
    public void Analyze(ObservedWindow window, long index, WindowAnalysis answer)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(answer);
        answer.Typicality = request.Model.Typicality?.Score(window);
        answer.Status = posterior.Condition(window);
        if (request.Moments)
            answer.Status = answer.Status.Worse(posterior.Moments(answer.Mean, answer.StandardDeviation));
        if (!request.NeedsSamples)
            return;

        Span<float> drawn = request.KeepSamples ? answer.Samples : samples;
        answer.Status = answer.Status.Worse(posterior.Sample(request.SampleKey.Child((ulong)index), drawn));
        if (probabilities.Length > 0)
            SampleStatistics.Quantiles(drawn, probabilities, answer.Quantiles, column);
        if (forecast is null)
            return;
        ProblemSettings settings = request.Settings;
        settings.Model.SinglePrecision.Integrate(
            answer.Mean.AsSpan(^settings.StateDimension..), (float)settings.Dt, answer.Forecast);
        answer.ForecastStatus = forecast.Run(
            drawn, answer.ForecastMean, answer.ForecastStandardDeviation, probabilities, answer.ForecastQuantiles);
    }
}
