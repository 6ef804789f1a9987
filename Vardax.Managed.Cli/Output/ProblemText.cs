using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Output;

/// <summary>A problem for reports: its settings in words, and its series by component.</summary>
internal static class ProblemText
{
    /// <summary>The settings, name and value.</summary>
    public static (string Name, string Value)[] Settings(ProblemSettings settings, string preset)
    {
        Instrument[] seeing = [.. settings.Observing.Instruments.Where(i => i.Steps != ObservationSteps.Never)];
        string observed = settings.Observing is { CommonEvery: { } every, CommonStd: { } noise } && seeing.All(i => i.Error is NormalError)
            ? $"{string.Join(", ", seeing.Select(i => i.Name))} every {every} steps, noise {Text.Number(noise)}"
            : string.Join("; ", seeing.Select(i => $"{i.Name} {i.Steps}, error {i.Error}"));
        string parameters = string.Join(", ", settings.Model.Parameters.Select(p => $"{p.Key} {Text.Number(p.Value)}"));
        return
        [
            ("preset", preset),
            ("model", $"{settings.Model.Name}, {parameters}"),
            ("window", $"{settings.WindowSteps} steps of {Text.Number(settings.Dt)}"),
            ("total", $"{settings.TotalSteps} steps, after {settings.BurnInSteps} of burn-in"),
            ("observed", observed),
        ];
    }

    /// <summary>Model time of each state of the full trajectory.</summary>
    public static float[] Times(ProblemSettings settings) =>
        [.. Enumerable.Range(0, settings.TotalSteps + 1).Select(t => (float)settings.Grid[t])];

    /// <summary>The times and values actually observed, by component: those of the instrument of its name, as the instrument gives them.</summary>
    public static (float Time, float Value)[][] Observations(AssimilationProblem problem)
    {
        ProblemSettings settings = problem.Settings;
        float[] raw = [.. problem.Observations];
        settings.Observing.ToRaw(raw, problem.Mask);
        List<Instrument> instruments = [.. settings.Observing.Instruments];
        int p = instruments.Count;
        return
        [
            .. StateParts.Of(settings.Model).Components.Select(name => instruments.FindIndex(instrument => instrument.Name == name))
                .Select(i => Enumerable.Range(0, i < 0 ? 0 : settings.WindowStates)
                    .Where(t => problem.Mask[(t * p) + i] != 0)
                    .Select(t => ((float)settings.Grid[t], raw[(t * p) + i])).ToArray()),
        ];
    }
}
