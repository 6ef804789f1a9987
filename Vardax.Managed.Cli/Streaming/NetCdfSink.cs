using Vardax.Managed.Formats;
using Vardax.Managed.Streaming;

namespace Vardax.Managed.Cli.Streaming;

/// <summary>
/// The answers about a record as a NetCDF classic file by the CF conventions: along <c>time</c>, which has the forecast behind the
/// record, mean, standard deviation and quantiles of each component and, the same for all times of a window, of each unknown constant.
/// </summary>
internal sealed class NetCdfSink : ResultSink
{
    private readonly AnalysisRequest request;
    private readonly Stream output;
    private NetCdfWriter? writer;
    private double[] record = [];

    /// <summary>Writes nothing yet: the header has the time of the first step.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="output">Seeks; stays open.</param>
    public NetCdfSink(AnalysisRequest request, Stream output)
    {
        (this.request, this.output) = (request, output);
        if (!output.CanSeek)
            throw new InputException("--out is a pipe or a device; a NetCDF file takes a file, jsonl and csv go anywhere.");
    }

    /// <inheritdoc/>
    public override void Write(WindowSlot slot)
    {
        writer ??= Begin(slot.Part.Clock!);
        RecordPart part = slot.Part;
        WindowAnalysis answer = slot.Answer;
        for (int t = part.From; t < part.To; t++)
            Row(slot, t, t, answer.Mean, answer.StandardDeviation, answer.Quantiles);
        for (int t = 0; part.IsLast && t < request.ForecastSteps; t++)
            Row(slot, request.Settings.WindowStates + t, t, answer.Forecast, answer.ForecastStandardDeviation, answer.ForecastQuantiles);
    }

    /// <inheritdoc/>
    public override void Complete() => writer?.Complete();

    private NetCdfWriter Begin(RecordClock clock)
    {
        IReadOnlyList<string> components = request.Parts.Components, unknowns = request.Parts.Unknowns;
        IReadOnlyList<double> levels = request.Quantiles, unknownLevels = AnalysisRequest.UnknownProbabilities;
        NetCdfEntry missing = new("_FillValue", double.NaN);
        List<NetCdfColumn> variables =
        [
            new("time", [], [new("standard_name", "time"), new("axis", "T"), .. clock.CfUnits is { } units ? [new NetCdfEntry("units", units),
                new NetCdfEntry("calendar", "standard")] : (NetCdfEntry[])[]]),
            new("window", [], new NetCdfEntry("long_name", "number of the window that answers")),
            new("forecast", [], new NetCdfEntry("long_name", "1 after the record's last window, 0 elsewhere")),
            new("usable", [], new NetCdfEntry("long_name", "1 if the analysis is usable, 0 if not")),
            new("typicality", [], missing, new("long_name", "score of the window's observations among simulated ones")),
        ];
        if (request.Certify)
        {
            variables.Add(new("ess", [], missing, new("long_name", "effective sample size of the certificate")));
            variables.Add(new("k", [], missing, new("long_name", "Pareto shape of the certificate's largest weights")));
            variables.Add(new("trusted", [], new NetCdfEntry("long_name", "1 if the certificate is trusted, 0 if not")));
        }

        Add(components, levels, "quantile");
        Add(unknowns, unknownLevels, "unknown_quantile");
        record = new double[(request.Certify ? 8 : 5) + (components.Count * (2 + levels.Count)) + (unknowns.Count * (2 + unknownLevels.Count))];
        NetCdfDimension[] axes = [.. variables.Where(v => v.Values is not null).Select(v => new NetCdfDimension(v.Name, v.Values!.Count, false))];
        return new NetCdfWriter(output, "time", axes, [new("Conventions", "CF-1.8"), new("title", $"Analysis by the model {request.Model.Name}")], variables);

        void Add(IReadOnlyList<string> names, IReadOnlyList<double> probabilities, string axis)
        {
            if (names.Count > 0 && probabilities.Count > 0)
                variables.Add(NetCdfColumn.OfDimension(axis, probabilities, new NetCdfEntry("long_name", "probability")));
            foreach (string name in names)
            {
                variables.Add(new($"{name}_mean", [], missing, new("long_name", $"posterior mean of {name}")));
                variables.Add(new($"{name}_std", [], missing, new("long_name", $"posterior standard deviation of {name}")));
                if (probabilities.Count > 0)
                    variables.Add(new($"{name}_quantiles", [axis], missing, new("long_name", $"quantiles of the posterior samples of {name}")));
            }
        }
    }

    private void Row(WindowSlot slot, int state, int t, ReadOnlySpan<float> mean, ReadOnlySpan<float> std, ReadOnlySpan<float> quantiles)
    {
        WindowAnalysis answer = slot.Answer;
        int components = request.Parts.Components.Count, unknowns = answer.UnknownMean.Length, at = 0;
        Next(slot.Part.Clock!.Number(slot.Part.First + state));
        Next(slot.Index);
        Next(state >= request.Settings.WindowStates ? 1 : 0);
        Next(answer.Status.IsUsable ? 1 : 0);
        Next(answer.Typicality?.Value ?? double.NaN);
        if (answer.Certificate is { } certificate)
        {
            Next(certificate.EffectiveSampleSize);
            Next(certificate.K);
            Next(certificate.IsTrusted ? 1 : 0);
        }

        for (int c = 0; c < components; c++)
        {
            Next(mean[(t * components) + c]);
            Next(std[(t * components) + c]);
            for (int q = 0; q < request.Quantiles.Count; q++)
                Next(quantiles[(q * mean.Length) + (t * components) + c]);
        }

        for (int u = 0; u < unknowns; u++)
        {
            Next(answer.UnknownMean[u]);
            Next(answer.UnknownStandardDeviation[u]);
            for (int q = u; q < answer.UnknownQuantiles.Length; q += unknowns)
                Next(answer.UnknownQuantiles[q]);
        }

        writer!.Write(record);

        void Next(double value) => record[at++] = double.IsFinite(value) ? value : double.NaN;
    }
}
