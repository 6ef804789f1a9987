using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.InitialState;

/// <summary>
/// Post-hoc recalibration of a posterior over the window's first state: for each coordinate of the unit normals that it makes that
/// state of, sorted by how much of the window's last state the coordinate explains, the distribution that the truth has there,
/// fitted on fresh simulation. It repairs what a Gaussian cannot know: that the attractor is thinner across than it, curved, or
/// that the tails are heavier; and what a flow has not learnt.
/// </summary>
/// <param name="Coordinates">One for each coordinate.</param>
public sealed record Recalibration(IReadOnlyList<CoordinateRecalibration> Coordinates)
{
    private const int FewestProblems = 100;

    // A truth this many standard deviations out lies about another minimum: no width of this one tells of it.
    private const double Elsewhere = 10;

    /// <summary>Number of features that a recalibration of a family's posteriors goes by.</summary>
    public static int FeatureCount(ProblemSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return FeatureCount(
            StartCoordinates.Of(settings).Coordinates, settings.StateDimension, settings.Observing.Instruments.Count);
    }

    internal static int FeatureCount(int coordinates, int dimension, int instruments) => (2 * coordinates) + dimension + instruments;

    /// <summary>From one distribution for each coordinate, the same everywhere.</summary>
    public Recalibration(IReadOnlyList<NormalMixture> coordinates)
        : this([.. coordinates.Select(c => new CoordinateRecalibration(c))])
    {
    }

    /// <summary>Fits it to a posterior over the control, or a polished one, on problems that training never saw.</summary>
    /// <param name="create">Creates the posterior without recalibration, once for each thread.</param>
    /// <param name="settings">The family of problems.</param>
    /// <param name="stream">The key of the problems.</param>
    /// <param name="problems">How many, at least 100.</param>
    /// <param name="missing">Which observations go missing; null if none do.</param>
    /// <param name="parallel">Most threads, and the token that ends the fit; null for the machine's threads and no end.</param>
    /// <exception cref="ArgumentException">There are fewer than 100 problems, or the posterior is usable on fewer of them.</exception>
    public static Recalibration Fit(
        Func<IInitialStatePosterior> create, ProblemSettings settings, RandomKey stream, int problems = 32_768,
        MissingObservations? missing = null, ParallelOptions? parallel = null)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, FewestProblems);
        ProblemSettings window = settings with { TotalSteps = settings.WindowSteps };
        var generator = new ProblemGenerator(window, missing);
        int n = StartCoordinates.Of(settings).Coordinates, size = FeatureCount(settings);
        ProblemSweep sweep = new ProblemSweep(generator, stream, problems).On(parallel);
        double[] features = new double[problems * size], coordinates = new double[problems * n];
        bool[] usable = sweep.EachWindow(() => (Posterior: create(), State: new double[settings.StateDimension]), (own, i, problem, truth) =>
        {
            for (int c = 0; c < own.State.Length; c++)
                own.State[c] = truth[c];
            Span<double> known = features.AsSpan(i * size, size), whitened = coordinates.AsSpan(i * n, n);
            if (!own.Posterior.Condition(problem).IsUsable || !own.Posterior.TryWhiten(own.State, known, whitened))
                return false;
            bool isUsable = true;
            foreach (double feature in known)
                isUsable &= double.IsFinite(feature);
            foreach (double z in whitened)
                isUsable &= Math.Abs(z) < Elsewhere;
            return isUsable;
        });
        int count = 0;
        for (int i = 0; i < problems; i++)
        {
            if (!usable[i])
                continue;
            features.AsSpan(i * size, size).CopyTo(features.AsSpan(count * size));
            coordinates.AsSpan(i * n, n).CopyTo(coordinates.AsSpan(count++ * n));
        }

        if (count < FewestProblems)
            throw new ArgumentException($"The posterior is usable on {count} of {problems} problems.", nameof(create));
        CoordinateRecalibration[] found = Workers.Each(n, sweep.MaxThreads, () => new double[count], (values, k) =>
        {
            for (int i = 0; i < count; i++)
                values[i] = coordinates[(i * n) + k];
            return CoordinateRecalibration.Fit(features, size, values);
        }, sweep.Cancellation);
        return new Recalibration(found);
    }
}
