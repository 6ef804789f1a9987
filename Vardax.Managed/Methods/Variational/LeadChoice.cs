using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// How many steps before the window the Gaussian background of a smoother should hold, by validation. If the lead-in is short, the background
/// has mass off the attractor; if it is long, the cost has more minima and a guess does not survive the way back. Candidates double, so that
/// neither a length of step nor a system is assumed. The score of a candidate is the mean <see cref="InformationScore"/>.
/// </summary>
internal static class LeadChoice
{
    private const int Shortest = 7, Longest = 480;

    // If more answers than one in ten are not plainly ok, the lead-in is too long: guesses do not survive it, or descents do not end.
    private const double MostAstray = 0.1;

    // So many nats are worth a longer lead-in, which takes longer.
    private const double Margin = 1;

    // Each descent carries a column for every coordinate: more than so many make a window dear.
    private const int FewCoordinates = 12;

    // Beyond two candidates worse than the best, longer ones are worse still.
    private const int Patience = 2;

    /// <summary>The background whose lead-in scores best; the shortest of those that are as good but for a nat, or for chance.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="trainKey">Of its children are the simulated states and the validation windows.</param>
    /// <param name="create">The smoother of a background, once for each thread.</param>
    /// <param name="windows">How many windows are analysed for each candidate; fewer if they have more than 256 entries.</param>
    /// <param name="parallel">Most threads, and the token that ends the validation; null for the machine's threads and no end.</param>
    /// <returns>The background, and its scores; null if there was nothing to choose.</returns>
    /// <exception cref="ArgumentException">The simulated prior diverges or has no spread.</exception>
    public static (PolishBackground Background, InformationScore[]? Scores) Best(
        ProblemSettings settings, RandomKey trainKey, Func<PolishBackground, IPosterior> create, int windows, ParallelOptions? parallel)
    {
        CancellationToken cancellation = parallel?.CancellationToken ?? default;
        var generator = new ProblemGenerator(settings with { TotalSteps = settings.WindowSteps });
        ProblemSweep sweep = InformationScore.Sweep(generator, trainKey.Lead(), windows, parallel);
        Climatology? climatology = null;
        List<(PolishBackground Background, InformationScore[] Scores)> tried = [];
        int best = 0;
        foreach (int lead in Candidates(settings.BurnInSteps))
        {
            var background = PolishBackground.Estimate(settings, trainKey.Prior(), lead, cancellation);
            // A system that cannot be led in says so by its background.
            if (background.LeadSteps != lead || settings.BurnInSteps == 0)
                return tried.Count == 0 ? (background, null) : tried[best];
            climatology ??= Climatology.Estimate(generator, trainKey.Prior(), 4096, cancellation);
            InformationScore[] scores = InformationScore.Of(sweep, () => create(background), climatology);
            if (tried.Count > 0 && scores.Count(score => !score.IsOk) > MostAstray * scores.Length)
                break;
            tried.Add((background, scores));
            if (tried[^1].Scores.Average(score => score.Nll) < tried[best].Scores.Average(score => score.Nll))
                best = tried.Count - 1;
            else if (tried.Count - 1 - best >= Patience)
                break;
        }

        return tried.First(t => !IsWorse(t.Scores, tried[best].Scores));
    }

    /// <summary>How many windows a validation of a family affords: as many as given, fewer if its states have more than 12 coordinates.</summary>
    public static int Windows(ProblemSettings settings, int most) =>
        most * FewCoordinates / Math.Max(FewCoordinates, StartCoordinates.Of(settings).Coordinates);

    private static IEnumerable<int> Candidates(int burnIn)
    {
        yield return 0;
        int longest = Math.Min(burnIn, Longest);
        for (int lead = Shortest; lead < longest; lead = lead == Shortest ? 15 : 2 * lead)
            yield return lead;
        if (burnIn is > 0 and <= Longest)
            yield return burnIn;
    }

    /// <summary>Whether scores on the same windows are higher by more than a nat, or than the standard error of the difference if that is less.</summary>
    private static bool IsWorse(InformationScore[] scores, InformationScore[] best)
    {
        MeanEstimate difference = InformationScore.Difference(scores, best);
        return difference.Value > Math.Min(Margin, difference.StandardError);
    }
}
