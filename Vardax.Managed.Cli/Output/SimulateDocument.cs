using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>The JSON document of <c>vardax simulate</c>.</summary>
internal sealed record SimulateDocument
{
    public required string Preset { get; init; }

    public required ulong ProblemKey { get; init; }

    public required string Model { get; init; }

    public required IReadOnlyDictionary<string, double> Parameters { get; init; }

    public required IReadOnlyList<string> Components { get; init; }

    public required IReadOnlyList<string> Instruments { get; init; }

    /// <summary>The values of the unknown constants in this problem.</summary>
    public required IReadOnlyDictionary<string, float> Unknowns { get; init; }

    public required double Dt { get; init; }

    public required int TAssim { get; init; }

    public required int TTotal { get; init; }

    public required int? ObsEvery { get; init; }

    public required double? ObsNoise { get; init; }

    public required double PriorStd { get; init; }

    public required int ObservedEntries { get; init; }

    /// <summary>t_total + 1 states, of the components alone.</summary>
    public required float[][] Truth { get; init; }

    /// <summary>t_assim + 1 rows, 0 where not observed.</summary>
    public required float[][] Obs { get; init; }

    /// <summary>t_assim + 1 rows, 1 where observed, 0 elsewhere.</summary>
    public required float[][] Mask { get; init; }

    public static SimulateDocument From(AssimilationProblem problem, string preset, ulong key)
    {
        ProblemSettings settings = problem.Settings;
        var parts = StateParts.Of(settings.Model);
        int instruments = settings.Observing.Instruments.Count;
        float[] raw = [.. problem.Observations];
        settings.Observing.ToRaw(raw, problem.Mask);
        return new SimulateDocument
        {
            Preset = preset,
            ProblemKey = key,
            Model = settings.Model.Name,
            Parameters = settings.Model.Parameters,
            Components = parts.Components,
            Instruments = [.. settings.Observing.Instruments.Select(i => i.Name)],
            Unknowns = parts.Unknowns.Zip(parts.UnknownsOf<float>(problem.Truth.Values).ToArray()).ToDictionary(),
            Dt = settings.Dt,
            TAssim = settings.WindowSteps,
            TTotal = settings.TotalSteps,
            ObsEvery = settings.Observing.CommonEvery,
            ObsNoise = settings.Observing.CommonStd,
            PriorStd = settings.PriorStd,
            ObservedEntries = problem.Mask.Count(m => m != 0),
            Truth = [.. parts.Compact<float>([.. problem.Truth.Values]).ToArray().Chunk(parts.Components.Count)],
            Obs = [.. raw.Chunk(instruments)],
            Mask = [.. problem.Mask.Chunk(instruments)],
        };
    }
}
