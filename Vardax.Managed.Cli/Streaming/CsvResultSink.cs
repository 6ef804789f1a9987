using System.Buffers;
using System.Globalization;
using System.Text;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A row for each step of each window, the forecast's behind the window's: mean, standard deviation and quantiles of each
/// component.
/// </summary>
internal sealed class CsvResultSink : TextSink
{
    private readonly AnalysisRequest request;

    /// <summary>Writes the line of names.</summary>
    /// <param name="request">What is asked of each.</param>
    /// <param name="output">Stays open.</param>
    public CsvResultSink(AnalysisRequest request, Stream output)
        : base(output)
    {
        this.request = request;
        StringBuilder names = new("window,step,time,usable,typicality");
        foreach (string component in request.Settings.Model.Components)
        {
            names.Append(CultureInfo.InvariantCulture, $",{component}_mean,{component}_std");
            foreach (double p in request.Quantiles)
                names.Append(CultureInfo.InvariantCulture, $",{component}_q{p}");
        }

        Write(Encoding.UTF8.GetBytes(names.Append('\n').ToString()));
    }

    /// <inheritdoc/>
    public override void Render(WindowSlot slot)
    {
        slot.Text.ResetWrittenCount();
        WindowAnalysis answer = slot.Answer;
        int states = request.Settings.WindowStates;
        Rows(slot, 0, answer.Mean, answer.StandardDeviation, answer.Quantiles);
        Rows(slot, states, answer.Forecast, answer.ForecastStandardDeviation, answer.ForecastQuantiles);
    }

    private void Rows(
        WindowSlot slot, int start, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> quantiles)
    {
        ArrayBufferWriter<byte> text = slot.Text;
        ProblemSettings settings = request.Settings;
        int dimension = settings.StateDimension;
        float typicality = slot.Answer.Typicality is { } score ? (float)score.Value : float.NaN;
        for (int at = 0, t = start; at < mean.Length; t++)
        {
            text.WriteWindow(slot);
            text.WriteCell((long)t);
            text.WriteCell((float)(t * settings.Dt));
            text.WriteCell(slot.Answer.Status.IsUsable ? 1L : 0L);
            text.WriteCell(typicality);
            for (int c = 0; c < dimension; c++, at++)
            {
                text.WriteCell(mean[at]);
                text.WriteCell(std[at]);
                for (int q = 0; q < request.Quantiles.Count; q++)
                    text.WriteCell(quantiles[(q * mean.Length) + at]);
            }

            text.Write("\n"u8);
        }
    }
}
