using Vardax.Managed.Assimilation;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// Analyses windows, one at a time: one per thread. What it finds depends on the window and its index alone, not on who analyses
/// it or what came before.
/// </summary>
internal sealed class Analyst
{
    private readonly AnalysisRequest request;
    private readonly IPosterior posterior;
    private readonly JsonWindowParser parser;
    private readonly float[] samples, ensemble, column;
    private readonly int entries, dimension;

    /// <summary>Makes room, and an analysis.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="parser">Of the lines that are still text.</param>
    public Analyst(AnalysisRequest request, JsonWindowParser parser)
    {
        (this.request, this.parser, posterior) = (request, parser, request.CreatePosterior());
        (entries, dimension) = (request.Settings.WindowEntries, request.Settings.StateDimension);
        int count = request.NeedsSamples ? request.Samples : 0;
        samples = request.KeepSamples ? [] : new float[count * entries];
        (ensemble, column) = (new float[count * dimension], new float[count]);
    }

    /// <summary>Fills in the slot's result.</summary>
    /// <exception cref="Formats.VardaxFormatException">The slot's line is not a window.</exception>
    public void Analyze(WindowSlot slot)
    {
        if (slot.LineLength > 0)
            parser.Parse(slot);
        WindowResult result = slot.Result;
        result.Typicality = request.Model.Typicality?.Score(slot.Window);
        result.Status = posterior.Condition(slot.Window);
        if (request.Moments)
            result.Status = result.Status.Worse(posterior.Moments(result.Mean, result.Std));
        if (!request.NeedsSamples)
            return;

        Span<float> drawn = request.KeepSamples ? result.Samples : samples;
        result.Status = result.Status.Worse(posterior.Sample(request.SampleKey.Child((ulong)slot.Index), drawn));
        if (request.Quantiles.Length > 0)
            Quantiles(drawn, result);
        if (request.ForecastSteps > 0)
            Forecast(drawn, result);
    }

    private void Quantiles(ReadOnlySpan<float> drawn, WindowResult result)
    {
        for (int e = 0; e < entries; e++)
        {
            for (int i = 0; i < column.Length; i++)
                column[i] = drawn[(i * entries) + e];
            Quantiles(result.Quantiles, e, entries);
        }
    }

    private void Forecast(ReadOnlySpan<float> drawn, WindowResult result)
    {
        IPropagator<float> model = request.Settings.Model.SinglePrecision;
        float dt = (float)request.Settings.Dt;
        model.Integrate(result.Mean.AsSpan(entries - dimension), dt, result.Forecast);
        int count = column.Length;
        for (int i = 0; i < count; i++)
        {
            for (int c = 0; c < dimension; c++)
                ensemble[(c * count) + i] = drawn[((i + 1) * entries) - dimension + c];
        }

        Span<float> mean = stackalloc float[1];
        for (int t = 0; t < request.ForecastSteps; t++)
        {
            model.IntegrateEnsemble(ensemble, count, dt, 1);
            for (int c = 0; c < dimension; c++)
            {
                ensemble.AsSpan(c * count, count).CopyTo(column);
                int at = (t * dimension) + c;
                SampleStatistics.MeanAndStd(column, mean, result.ForecastStd.AsSpan(at, 1));
                Quantiles(result.ForecastQuantiles, at, result.Forecast.Length);
            }
        }
    }

    /// <summary>Quantiles of the column, which is sorted; NaN where a sample is.</summary>
    private void Quantiles(float[] quantiles, int at, int stride)
    {
        Array.Sort(column);
        for (int q = 0; q < request.Quantiles.Length; q++)
        {
            // The sort puts NaN first.
            quantiles[(q * stride) + at] = float.IsNaN(column[0])
                ? float.NaN
                : SampleStatistics.Quantile(column, request.Quantiles[q]);
        }
    }
}
