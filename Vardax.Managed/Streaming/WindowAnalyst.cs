using Vardax.Managed.Assimilation;
using Vardax.Managed.InitialState;
using Vardax.Managed.Methods.Particles;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Streaming;

/// <summary>
/// Answers a request about windows, one at a time: one analyst serves one thread. An answer depends on the window and its index
/// alone, never on who gives it or what came before. <see cref="Analyze(ObservedWindow, long, WindowAnalysis, bool)"/> allocates nothing.
/// </summary>
public sealed class WindowAnalyst
{
    private readonly AnalysisRequest request;
    private readonly IPosterior posterior;
    private readonly IInitialStatePosterior? certified;
    private readonly Certifier? certifier;
    private readonly EnsembleForecast? forecast;
    private readonly double[] probabilities;
    private readonly double[] unknownProbabilities = [.. AnalysisRequest.UnknownProbabilities];
    private readonly StateParts parts;

    // Of whole states: answers have their components alone.
    private readonly float[] mean, std, samples, unknowns, forecastMean, forecastStd, forecastQuantiles, column;

    /// <summary>Makes room, and a posterior.</summary>
    /// <exception cref="ArgumentException">A number of the request is out of range.</exception>
    public WindowAnalyst(AnalysisRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        (this.request, posterior, probabilities) = (request, request.CreatePosterior(), [.. request.Quantiles]);
        int count = request.NeedsSamples ? request.Samples : 0, entries = request.Settings.WindowEntries;
        int ahead = request.ForecastSteps * request.Settings.StateDimension;
        parts = request.Parts;
        if (request.Certify)
        {
            certified = request.CreateCertified();
            certifier = new Certifier(request.Settings, AnalysisRequest.CertificateDraws, AnalysisRequest.UnknownProbabilities);
        }

        (mean, std, samples) = (new float[entries], new float[entries], new float[checked(count * entries)]);
        unknowns = new float[count * parts.Unknowns.Count];
        (forecastMean, forecastStd, forecastQuantiles) = (new float[ahead], new float[ahead], new float[request.Quantiles.Count * ahead]);
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
    /// <param name="hasForecast">Whether the forecast is wanted, if the request has one; if not, the answer's has no numbers.</param>
    /// <exception cref="ArgumentException">The window is of another family of problems, or the answer of another request.</exception>
    /// <exception cref="InvalidOperationException">Another call uses the same analyst.</exception>
    public void Analyze(ObservedWindow window, long index, WindowAnalysis answer, bool hasForecast = true)
    {
        ArgumentNullException.ThrowIfNull(window);
        ArgumentNullException.ThrowIfNull(answer);
        answer.Typicality = request.Model.Typicality?.Score(window);
        answer.Status = posterior.Condition(window);
        if (request.Moments)
            answer.Status = answer.Status.Worse(posterior.Moments(mean, std));
        if (request.NeedsSamples)
            Sample(request.SampleKey.Child((ulong)index), answer, hasForecast);
        if (answer.Certificate is not null)
            certifier!.Certify(certified!, window, request.SampleKey.Child((ulong)index).Child(1), answer.Certificate);
        if (!request.Moments)
            return;
        Components(mean, answer.Mean);
        Components(std, answer.StandardDeviation);
    }

    private void Sample(RandomKey key, WindowAnalysis answer, bool hasForecast)
    {
        answer.Status = answer.Status.Worse(posterior.Sample(key, samples));
        if (forecast is not null && hasForecast)
            Forecast(forecast, answer);
        else
            answer.ForgetForecast();
        Unknowns(answer);
        Span<float> drawn = parts.Compact(samples.AsSpan());
        if (request.KeepSamples)
            drawn.CopyTo(answer.Samples);
        if (probabilities.Length > 0)
            SampleStatistics.Quantiles(drawn, probabilities, answer.Quantiles, column);
    }

    private void Forecast(EnsembleForecast ensemble, WindowAnalysis answer)
    {
        ProblemSettings settings = request.Settings;
        settings.Model.SinglePrecision.Integrate(mean.AsSpan(^settings.StateDimension..), (float)settings.Dt, forecastMean);
        Components(forecastMean, answer.Forecast);
        answer.ForecastStatus = ensemble.Run(samples, forecastMean, forecastStd, probabilities, forecastQuantiles);
        Components(forecastMean, answer.ForecastMean);
        Components(forecastStd, answer.ForecastStandardDeviation);
        Components(forecastQuantiles, answer.ForecastQuantiles);
    }

    private void Unknowns(WindowAnalysis answer)
    {
        int each = parts.Unknowns.Count, entries = request.Settings.WindowEntries;
        if (each == 0)
            return;
        for (int i = 0; i < column.Length; i++)
            parts.UnknownsOf<float>(samples.AsSpan(i * entries, entries)).CopyTo(unknowns.AsSpan(i * each));
        if (request.KeepSamples)
            unknowns.CopyTo(answer.UnknownSamples, 0);
        if (!request.Moments)
            return;
        SampleStatistics.MeanAndStd(unknowns, answer.UnknownMean, answer.UnknownStandardDeviation);
        SampleStatistics.Quantiles(unknowns, unknownProbabilities, answer.UnknownQuantiles, column);
    }

    /// <summary>Gives the components of states, which change.</summary>
    private void Components(Span<float> states, Span<float> components) => parts.Compact(states).CopyTo(components);
}
