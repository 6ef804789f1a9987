using Vardax.Managed.Systems;

namespace Vardax.Managed.Tests.Support;

/// <summary>Regular observing systems of components.</summary>
internal static class SeenSettings
{
    /// <summary>The settings with another regular observing system: what is not given stays as it is.</summary>
    public static ProblemSettings Seen(
        this ProblemSettings settings, double? noise = null, int? every = null, int start = 0, int[]? components = null)
    {
        ObservingSystem now = settings.Observing;
        components ??= [.. Enumerable.Range(0, now.Instruments.Count).Where(c => now.Instruments[c].Steps is RegularSteps)];
        return settings with
        {
            Observing = ObservingSystem.OfComponents(settings.Model, noise ?? now.CommonStd!.Value, every ?? now.CommonEvery!.Value, start, components),
        };
    }

    /// <summary>The noise of a regular observing system.</summary>
    public static double Noise(this ProblemSettings settings) => settings.Observing.CommonStd!.Value;
}
