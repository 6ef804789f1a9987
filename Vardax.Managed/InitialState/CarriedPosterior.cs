using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.InitialState;

/// <summary>
/// A posterior over the state at the window's start, in the coordinates of the initial distribution, carried over the window by the
/// model: a map of unit normals e = V z, z the <see cref="SortedCoordinates"/>. Holds its buffers: one instance serves one thread.
/// </summary>
internal sealed class CarriedPosterior
{
    // Sixteen units in the last place: thinner than that, a single-precision state tells rounding, not where it lies.
    private const double Resolution = 1.0 / (1 << 20);
    private const int MomentDraws = 256, Steps = 32;
    private static readonly RandomKey MomentKey = RandomKey.FromSeed(0);

    private readonly ProblemSettings settings;
    private readonly int n, dimension;
    private readonly SortedCoordinates sorted;
    private readonly WindowTrajectory window;
    private readonly double[] mean, root, gram, z, e, u, first, spreads, ratios;
    private readonly bool[] resolved;
    private readonly float[] windowMean, windowDeviation;
    private readonly Action<int, Span<double>> draw;
    private float[] normals = [], draws = [];
    private INormalMap? map;
    private bool hasMoments, hasRatios;
    private AnalysisStatus status;

    public CarriedPosterior(ProblemSettings settings, Recalibration? recalibration)
    {
        (window, draw, dimension) = (new WindowTrajectory(settings, 0), Draw, settings.StateDimension);
        (n, this.settings) = (window.Start.Coordinates, settings);
        sorted = new SortedCoordinates(settings, n, recalibration);
        (mean, z, e, u, first, resolved) = (new double[n], new double[n], new double[n], new double[n], new double[dimension], new bool[n]);
        (windowMean, windowDeviation) = (new float[window.Entries], new float[window.Entries]);
        (root, gram, spreads, ratios) = (new double[n * n], new double[n * n], new double[dimension * n], new double[n * (Steps + 1)]);
    }

    /// <summary>The state at the window's start that the map makes of normals that are 0.</summary>
    public void Center(Span<double> state) => window.Start.ToPhysical(mean, state);

    /// <summary>Entries of the window.</summary>
    public int Entries => window.Entries;

    /// <summary>What a recalibration goes by.</summary>
    public ReadOnlySpan<double> Features => sorted.Features;

    private INormalMap Map => map ?? throw new InvalidOperationException("Expected a posterior that is conditioned on a window.");

    /// <summary>Carries a map over the window; <see cref="Status"/> then says whether that leads to a usable posterior.</summary>
    public void Set(INormalMap map, ReadOnlySpan<float> mask)
    {
        (this.map, hasMoments, hasRatios) = (map, map.IsAffine, false);
        bool isFinite = map.Linearize(mean, root);
        window.Carry(mean);
        window.CarryRoot(root);
        for (int entry = window.Entries - dimension; entry < window.Entries; entry++)
            isFinite &= double.IsFinite(Reduction.Dot(window.Tangent(entry), window.Tangent(entry)));
        status = AnalysisStatus.Ok;
        if (isFinite)
            sorted.Sort(window, root, mask);
        if (!isFinite || hasMoments)
        {
            Marginals(windowMean, windowDeviation);
            (status, hasMoments) = (AnalysisStatus.Of(windowMean, windowDeviation), true);
        }

        if (!isFinite && status.IsUsable)
            status = AnalysisStatus.Unusable(AnalysisCode.NotFinite, "the derivative of the window's last state is not finite");
    }

    /// <summary>Whether the posterior is usable, and so samples and densities are.</summary>
    public AnalysisStatus Status => status;

    /// <summary>The window's mean and standard deviations, by the tangent model about the window of m.</summary>
    public void Marginals(Span<float> mean, Span<float> standardDeviation)
    {
        Span<double> spread = spreads.AsSpan(0, n);
        for (int entry = 0; entry < window.Entries; entry++)
        {
            double center = Center(entry, spread), variance = 0;
            foreach (double s in spread)
                variance += s * s;
            (mean[entry], standardDeviation[entry]) = ((float)center, (float)Math.Sqrt(variance));
        }

        KnownEntries.Fill(settings, mean, standardDeviation);
    }

    /// <summary>Mean and covariance (row-major) of one state of the window, by the tangent model too.</summary>
    public void State(int step, Span<double> mean, Span<double> covariance)
    {
        for (int c = 0; c < dimension; c++)
        {
            mean[c] = Center((step * dimension) + c, spreads.AsSpan(c * n, n));
            for (int d = 0; d <= c; d++)
            {
                covariance[(c * dimension) + d] = covariance[(d * dimension) + c] =
                    Reduction.Dot(spreads.AsSpan(c * n, n), spreads.AsSpan(d * n, n));
            }
        }
    }

    /// <summary>The mean of a window entry, and how far one standard deviation of each sorted coordinate moves the entry.</summary>
    private double Center(int entry, Span<double> spread)
    {
        ReadOnlySpan<double> row = window.Tangent(entry);
        double shift = 0;
        for (int k = 0; k < n; k++)
        {
            double along = sorted.Along(row, k);
            spread[k] = along * sorted.Distributions[k].StandardDeviation;
            shift += along * sorted.Distributions[k].Mean;
        }

        return window.Window[entry] + shift;
    }

    /// <summary>The moments of the window.</summary>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        if (!hasMoments)
        {
            // No two moments of the map say it: the window's own, of draws that are the same for every problem.
            if (draws.Length == 0)
                draws = new float[MomentDraws * window.Entries];
            Sample(MomentKey, MomentDraws, draws);
            SampleStatistics.MeanAndStd(draws, windowMean, windowDeviation);
            KnownEntries.Fill(settings, windowMean, windowDeviation);
            (hasMoments, status) = (true, AnalysisStatus.Of(windowMean, windowDeviation));
        }

        windowMean.CopyTo(mean);
        windowDeviation.CopyTo(standardDeviation);
        return status;
    }

    /// <summary>Draws first states and carries them over the window.</summary>
    public AnalysisStatus Sample(RandomKey key, int count, Span<float> samples)
    {
        if (normals.Length < 2 * count * n)
            normals = new float[2 * count * n];
        RandomDraws.Normal(key, normals.AsSpan(0, 2 * count * n));
        window.CarryMany(count, draw, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, window.Entries));
    }

    /// <summary>The sorted coordinates of a first state; NaN outside the support.</summary>
    public void Whiten(ReadOnlySpan<double> firstState, Span<double> coordinates)
    {
        window.Start.ToCoordinates(firstState, u);
        Map.Whiten(u, e);
        sorted.Rotate(e, coordinates);
    }

    /// <summary>
    /// Log density of the first states of windows; of a Gaussian, over the coordinates in which it is thicker than single precision
    /// resolves.
    /// </summary>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        double volume = Map.IsAffine ? LogVolume() : double.NaN;
        for (int i = 0; i < logProbs.Length; i++)
        {
            for (int c = 0; c < dimension; c++)
                first[c] = windows[(i * window.Entries) + c];
            Whiten(first, z);
            logProbs[i] = (Map.IsAffine ? -volume : Map.LogProb(u)) - window.Start.LogDerivative(u);
            for (int k = 0; k < n; k++)
            {
                logProbs[i] += !Map.IsAffine ? sorted.Distributions[k].LogProb(z[k]) - NormalMixture.Normal.LogProb(z[k])
                    : resolved[k] ? sorted.Distributions[k].LogProb(z[k]) : 0;
            }

            // Outside the support of a bounded component the density is 0.
            if (double.IsNaN(Reduction.Dot(u, u)) && double.IsFinite(Reduction.Dot(first, first)))
                logProbs[i] = double.NegativeInfinity;
        }

        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <summary>Log volume that a unit cube of the resolved coordinates takes: half the log determinant of their Gram matrix.</summary>
    private double LogVolume()
    {
        // In each component by its own size: a coordinate is resolved if it moves any of them by more than rounding does.
        int rank = 0;
        window.Start.Derivatives(mean, u);
        for (int k = 0; k < n; k++)
        {
            double std = sorted.Distributions[k].StandardDeviation;
            resolved[k] = false;
            for (int i = 0; i < n; i++)
            {
                double rounding = Resolution * Math.Abs(window.Window[window.Start.Free[i]]);
                resolved[k] |= Math.Abs(sorted.Column(k)[i] * u[i]) * std > rounding;
            }

            rank += resolved[k] ? 1 : 0;
        }

        for (int i = 0, row = 0; i < n; i++)
        {
            if (!resolved[i])
                continue;
            for (int j = 0, column = 0; j < n; j++)
            {
                if (resolved[j])
                    gram[(row * rank) + column++] = Reduction.Dot(sorted.Column(i), sorted.Column(j));
            }

            row++;
        }

        double log = 0;
        bool proper = Cholesky.TryFactor(gram, rank);
        for (int i = 0; i < rank && proper; i++)
            log += Math.Log(gram[(i * rank) + i]);
        return proper ? log : double.NaN;
    }

    /// <summary>The derivative of the state by the unit normals, where all of them are 0: of a Gaussian L.</summary>
    public ReadOnlySpan<double> Root => root;

    /// <summary>A state, and the unit normals that the map makes the state of, from 2 n normals.</summary>
    public void Draw(ReadOnlySpan<float> normals, Span<double> unit, Span<double> state)
    {
        sorted.Draw(normals, unit);
        Map.Transform(unit, state);
    }

    /// <summary>Carries many first states over the window at once, of this posterior or of others of the family.</summary>
    public void CarryMany(int count, Action<int, Span<double>> draw, Span<float> samples) => window.CarryMany(count, draw, samples);

    /// <summary>The state that the map makes of unit normals.</summary>
    public void Transform(ReadOnlySpan<double> unit, Span<double> state) => Map.Transform(unit, state);

    /// <summary>Log density of unit normals as a recalibration has them, over that of unit normals.</summary>
    public double LogRatio(ReadOnlySpan<double> unit)
    {
        sorted.Rotate(unit, z);
        double log = 0;
        for (int k = 0; k < n; k++)
            log += LogRatio(k, z[k]);
        return log;
    }

    /// <summary>The same for many unit normals of one window: from a table, and two standard deviations out as further out.</summary>
    public double BoundedLogRatio(ReadOnlySpan<double> unit)
    {
        const double Furthest = 2, Step = 2 * Furthest / Steps;
        for (int i = 0; i < n * (Steps + 1) && !hasRatios; i++)
            ratios[i] = LogRatio(i / (Steps + 1), (Step * (i % (Steps + 1))) - Furthest);
        hasRatios = true;
        sorted.Rotate(unit, z);
        double log = 0;
        for (int k = 0; k < n; k++)
        {
            double place = (Math.Clamp(z[k], -Furthest, Furthest) + Furthest) / Step;
            int at = Math.Min((int)place, Steps - 1), from = (k * (Steps + 1)) + at;
            log += ratios[from] + ((place - at) * (ratios[from + 1] - ratios[from]));
        }

        return log;
    }

    private double LogRatio(int coordinate, double at) => sorted.Distributions[coordinate].LogProb(at) - NormalMixture.Normal.LogProb(at);

    private void Draw(int index, Span<double> state) => Draw(normals.AsSpan(2 * index * n, 2 * n), e, state);
}
