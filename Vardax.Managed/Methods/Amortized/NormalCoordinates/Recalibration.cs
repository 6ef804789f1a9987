using Vardax.Managed.Assimilation;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.NormalCoordinates;

/// <summary>
/// Post-hoc recalibration of a posterior over the window's first state: for each coordinate of the unit normals that it makes that
/// state of, sorted by how much of the window's last state the coordinate explains, the distribution that the truth has there,
/// fitted on fresh simulation. It repairs what a Gaussian cannot know: that the attractor is thinner across than it, curved, or
/// that the tails are heavier; and what a flow has not learnt.
/// </summary>
/// <param name="Coordinates">One for each coordinate.</param>
public sealed record Recalibration(IReadOnlyList<CoordinateRecalibration> Coordinates)
{
    private const int BlockSize = 128, FewestProblems = 100;

    /// <summary>From one distribution for each coordinate, the same everywhere.</summary>
    public Recalibration(IReadOnlyList<NormalMixture> coordinates)
        : this([.. coordinates.Select(c => new CoordinateRecalibration(c))])
    {
    }

    /// <summary>Fits it to a posterior over the control, or a polished one, on problems that training never saw.</summary>
    /// <param name="create">Creates the posterior, once for each thread: a <see cref="InitialState.ControlAnalysis"/> or
    /// <see cref="InitialState.PolishedAnalysis"/> without recalibration.</param>
    /// <param name="settings">The family of problems.</param>
    /// <param name="stream">The key of the problems.</param>
    /// <param name="problems">How many, at least 100.</param>
    /// <param name="missing">Which observations go missing; null if none do.</param>
    /// <param name="maxThreads">Most threads to use; -1 for the machine's. The fit does not depend on it.</param>
    /// <param name="cancellation">Ends the fit within a block of problems.</param>
    /// <exception cref="ArgumentException">
    /// There are fewer than 100 problems, or the posterior is none over the first state, or is one on fewer of them.
    /// </exception>
    public static Recalibration Fit(
        Func<IPosterior> create, ProblemSettings settings, RandomKey stream, int problems = 32_768,
        MissingObservations? missing = null, int maxThreads = -1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(problems, FewestProblems);
        if (create() is not IFirstStatePosterior)
            throw new ArgumentException("Expected a posterior over the window's first state.", nameof(create));
        ProblemSettings window = settings with { TotalSteps = settings.WindowSteps };
        var generator = new ProblemGenerator(window, missing);
        int n = settings.StateDimension, blocks = (problems + BlockSize - 1) / BlockSize;
        int size = SortedCoordinates.FeatureCount(n);
        double[] features = new double[problems * size], coordinates = new double[problems * n];
        var options = new ParallelOptions { MaxDegreeOfParallelism = maxThreads, CancellationToken = cancellation };
        Parallel.For(0, blocks, options, () => new Worker((IFirstStatePosterior)create(), generator), (block, _, worker) =>
        {
            int first = block * BlockSize, rows = Math.Min(BlockSize, problems - first);
            worker.Run(stream, first, features.AsSpan(first * size, rows * size), coordinates.AsSpan(first * n, rows * n));
            return worker;
        }, _ => { });

        int[] usable = [.. Enumerable.Range(0, problems).Where(i => IsFinite(features, i, size) && IsFinite(coordinates, i, n))];
        if (usable.Length < FewestProblems)
            throw new ArgumentException($"The posterior is usable on {usable.Length} of {problems} problems.", nameof(create));
        features = [.. usable.SelectMany(i => features[(i * size)..((i + 1) * size)])];
        var found = new CoordinateRecalibration[n];
        Parallel.For(0, n, options, k => found[k] = CoordinateRecalibration.Fit(
            features, Array.ConvertAll(usable, i => coordinates[(i * n) + k])));
        return new Recalibration(found);
    }

    private static bool IsFinite(double[] values, int row, int size) =>
        values.AsSpan(row * size, size).IndexOfAnyExceptInRange(double.MinValue, double.MaxValue) < 0;

    /// <summary>One thread's posterior and buffers; its problem is filled anew for each window.</summary>
    private sealed class Worker
    {
        private readonly IFirstStatePosterior posterior;
        private readonly ProblemGenerator generator;
        private readonly ObservedWindow problem;
        private readonly float[] observations, masks, truths, scratch;
        private readonly double[] truth;

        public Worker(IFirstStatePosterior posterior, ProblemGenerator generator)
        {
            (this.posterior, this.generator) = (posterior, generator);
            ProblemSettings settings = generator.Settings;
            int n = settings.StateDimension, entries = settings.WindowEntries;
            problem = new ObservedWindow(settings, new float[entries], new float[entries]);
            (observations, masks) = (new float[BlockSize * entries], new float[BlockSize * entries]);
            truths = new float[BlockSize * entries];
            scratch = new float[generator.ScratchSize(BlockSize)];
            truth = new double[n];
        }

        /// <summary>Features and coordinates of the truth for consecutive problems, NaN where the posterior has none.</summary>
        public void Run(RandomKey stream, int first, Span<double> features, Span<double> coordinates)
        {
            int n = truth.Length, entries = problem.Mask.Length, rows = coordinates.Length / n, size = features.Length / rows;
            generator.GenerateWindows(stream, (ulong)first, rows, observations, masks, truths, scratch);
            for (int row = 0; row < rows; row++)
            {
                observations.AsSpan(row * entries, entries).CopyTo(problem.Observations);
                masks.AsSpan(row * entries, entries).CopyTo(problem.Mask);
                for (int c = 0; c < n; c++)
                    truth[c] = truths[(row * entries) + c];
                Span<double> z = coordinates.Slice(row * n, n);
                if (!posterior.TryWhiten(problem, truth, features.Slice(row * size, size), z))
                    z.Fill(double.NaN);
            }
        }
    }
}
