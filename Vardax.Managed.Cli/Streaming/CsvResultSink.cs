using System.Buffers;
using System.Globalization;
using System.Text;
using Vardax.Managed.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// A row for each step of each window, the forecast's behind the window's: mean, standard deviation and quantiles of each
/// component. Unknown constants stand in the window's first row.
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
        StringBuilder names = new($"window,step,time,usable,typicality{(request.Certify ? ",ess,k,trusted" : "")}");
        foreach (string component in request.Parts.Components)
            Names(names, component, request.Quantiles);
        foreach (string unknown in request.Parts.Unknowns)
            Names(names, unknown, AnalysisRequest.UnknownProbabilities);
        Write(Encoding.UTF8.GetBytes(names.Append('\n').ToString()));
    }

    /// <inheritdoc/>
    public override void Render(WindowSlot slot)
    {
        slot.Text.ResetWrittenCount();
        WindowAnalysis answer = slot.Answer;
        RecordPart part = slot.Part;
        int states = request.Settings.WindowStates;
        Rows(slot, 0, part.From, part.To, answer.Mean, answer.StandardDeviation, answer.Quantiles);
        if (part.IsLast)
            Rows(slot, states, 0, request.ForecastSteps, answer.Forecast, answer.ForecastStandardDeviation, answer.ForecastQuantiles);
    }

    private static void Names(StringBuilder names, string name, IReadOnlyList<double> probabilities)
    {
        names.Append(CultureInfo.InvariantCulture, $",{name}_mean,{name}_std");
        foreach (double p in probabilities)
            names.Append(CultureInfo.InvariantCulture, $",{name}_q{p}");
    }

    private void Rows(
        WindowSlot slot, int start, int from, int to, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> quantiles)
    {
        ArrayBufferWriter<byte> text = slot.Text;
        ProblemSettings settings = request.Settings;
        int components = request.Parts.Components.Count;
        float typicality = slot.Answer.Typicality is { } score ? (float)score.Value : float.NaN;
        for (int at = from * components, t = start + from; t < start + to; t++)
        {
            text.WriteWindow(slot);
            if (slot.Part.Clock is { } clock)
            {
                text.WriteCell(clock.FirstStep + slot.Part.First + t);
                text.WriteCell(clock.Text(slot.Part.First + t));
            }
            else
            {
                text.WriteCell((long)t);
                text.WriteCell((float)(t * settings.Dt));
            }

            text.WriteCell(slot.Answer.Status.IsUsable ? 1L : 0L);
            text.WriteCell(typicality);
            if (slot.Answer.Certificate is { } certificate)
            {
                text.WriteCell((float)certificate.EffectiveSampleSize);
                text.WriteCell((float)certificate.K);
                text.WriteCell(certificate.IsTrusted ? 1L : 0L);
            }

            for (int c = 0; c < components; c++, at++)
            {
                text.WriteCell(mean[at]);
                text.WriteCell(std[at]);
                for (int q = 0; q < request.Quantiles.Count; q++)
                    text.WriteCell(quantiles[(q * mean.Length) + at]);
            }

            for (int u = 0; u < request.Parts.Unknowns.Count; u++)
                Unknown(text, slot.Answer, u, t == slot.Part.From);
            text.Write("\n"u8);
        }
    }

    private static void Unknown(ArrayBufferWriter<byte> text, WindowAnalysis answer, int u, bool isFirst)
    {
        int count = answer.UnknownMean.Length;
        text.WriteCell(isFirst ? answer.UnknownMean[u] : float.NaN);
        text.WriteCell(isFirst ? answer.UnknownStandardDeviation[u] : float.NaN);
        for (int at = u; at < answer.UnknownQuantiles.Length; at += count)
            text.WriteCell(isFirst ? answer.UnknownQuantiles[at] : float.NaN);
    }
}
