using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.InitialState;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// The posterior about several minima of one cost: a mixture of Laplace's posteriors, each with the weight exp(-J(v*)) / |L| of its
/// evidence. If one of them bends over the window, moments and samples are those of importance sampling from the mixture. Holds its
/// buffers: one instance serves one thread, and allocates nothing per window once it has met as many modes.
/// </summary>
internal sealed class LaplaceMixture
{
    /// <summary>Most modes.</summary>
    public const int MostModes = 8;

    /// <summary>A mode with less of the mass of the largest shows in no moment: one draw in a thousand would come from it.</summary>
    public const double Negligible = 1e-3;

    /// <summary>A minimum this many nats above the lowest has no mass however wide it is.</summary>
    public const double FurthestCost = 20;

    /// <summary>Two modes whose centers are fewer standard deviations apart are one.</summary>
    public const double Closest = 0.5;

    private readonly ProblemSettings settings;
    private readonly Recalibration? recalibration;
    private readonly TrajectoryControl control;
    private readonly InstrumentReadings readings;
    private readonly LaplaceImportance importance;
    private readonly List<LaplaceMode> modes = [];
    private readonly double[] weights = new double[MostModes], unit;
    private readonly Action<int, Span<double>> draw;
    private readonly MixtureMoments moments;
    private float[] normals = [], choices = [];
    private double[] logProbs = [], state = [];

    /// <summary>Lays out the buffers.</summary>
    /// <param name="settings">The family of windows.</param>
    /// <param name="control">The control.</param>
    /// <param name="readings">The observations.</param>
    /// <param name="recalibration">Of the posterior; null to leave it as it is.</param>
    /// <param name="draws">Draws of importance sampling, an even number.</param>
    /// <param name="isExact">Whether the background is the prior, and so J the posterior.</param>
    public LaplaceMixture(
        ProblemSettings settings, TrajectoryControl control, InstrumentReadings readings, Recalibration? recalibration, int draws,
        bool isExact)
    {
        (this.settings, this.control, this.readings, this.recalibration, draw) = (settings, control, readings, recalibration, Draw);
        modes.Add(new LaplaceMode(settings, recalibration, control.Parameters));
        importance = new LaplaceImportance(settings, control, readings, modes, weights, draws, isExact);
        (moments, unit) = (new MixtureMoments(control.Entries), new double[control.Parameters]);
    }

    /// <summary>How many modes there are.</summary>
    public int Count { get; private set; }

    /// <summary>The logarithm of the observations' density given the background, by Laplace's method, but for a constant of the observations.</summary>
    public double LogEvidence { get; private set; }

    /// <summary>Whether a mode bends over the window.</summary>
    public bool IsBent { get; private set; }

    /// <summary>Whether the posterior is usable.</summary>
    public AnalysisStatus Status => modes[0].Carried.Status;

    /// <summary>The state at the center of the mode of lowest cost.</summary>
    public void Center(Span<double> state) => control.Start.ToPhysical(modes[0].Center, state);

    /// <summary>Takes the modes about minima.</summary>
    /// <param name="minima">The minima, the lowest first.</param>
    /// <param name="largestCost">Minima of a larger cost leave the observations unexplained.</param>
    /// <param name="solver">Of the cost.</param>
    /// <param name="problem">The window.</param>
    /// <returns>Whether there is one.</returns>
    public bool Take(Minima minima, double largestCost, VariationalSolver solver, ObservedWindow problem)
    {
        (Count, IsBent) = (0, false);
        double best = double.NegativeInfinity;
        for (int rank = 0; rank < minima.Count && Count < MostModes; rank++)
        {
            double cost = minima.Cost(rank);
            if (cost > Math.Min(largestCost, minima.Cost(0) + FurthestCost))
                break;
            // A descent that ended early is at no minimum: beside another it does not count.
            if (Count > 0 && (!minima.HasConverged(rank) || IsKnown(minima[rank])))
                continue;
            if (modes.Count == Count)
                modes.Add(new LaplaceMode(settings, recalibration, control.Parameters));
            LaplaceMode mode = modes[Count];
            if (!mode.Take(minima[rank], cost, solver, control, problem))
                continue;
            if (Count > 0 && (!mode.Carried.Status.IsUsable || mode.LogEvidence < best + Math.Log(Negligible)))
                continue;
            best = Math.Max(best, mode.LogEvidence);
            // Without observations there is nothing to weigh by.
            IsBent |= readings.Count > 0 && LaplaceImportance.Serves(control.Parameters) && importance.IsBent(mode);
            Count++;
        }

        for (int k = 0; k < Count; k++)
            weights[k] = modes[k].LogEvidence;
        LogEvidence = WeightedStatistics.LogSum(weights.AsSpan(0, Count));
        ParetoShape.Normalize(weights.AsSpan(0, Count));
        importance.Forget();
        return Count > 0;
    }

    /// <summary>Mean and standard deviations of the window.</summary>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        if (IsBent)
        {
            importance.Moments(Count, mean, standardDeviation);
            KnownEntries.Fill(settings, mean, standardDeviation);
            return AnalysisStatus.Of(mean, standardDeviation);
        }

        AnalysisStatus status = modes[0].Carried.Moments(mean, standardDeviation);
        if (Count == 1)
            return status;
        moments.Clear();
        moments.Add(weights[0], mean, standardDeviation);
        for (int k = 1; k < Count; k++)
        {
            modes[k].Carried.Moments(mean, standardDeviation);
            moments.Add(weights[k], mean, standardDeviation);
        }

        moments.CopyTo(mean, standardDeviation);
        return AnalysisStatus.Of(mean, standardDeviation);
    }

    /// <summary>Mean and covariance (row-major) of one state of the window.</summary>
    public void State(int step, Span<double> mean, Span<double> covariance)
    {
        if (IsBent)
            importance.State(Count, step, mean, covariance);
        else
            modes[0].Carried.State(step, mean, covariance);
        if (IsBent || Count == 1)
            return;
        int d = mean.Length;
        if (state.Length == 0)
            state = new double[d + (d * d)];
        Span<double> part = state.AsSpan(0, d), spread = state.AsSpan(d, d * d);
        // The parts one after the other: of two with weights a and b, C = (a C1 + b C2) / (a + b) + a b (m2 - m1) (m2 - m1)^T / (a + b)^2.
        double sum = weights[0];
        for (int k = 1; k < Count; k++)
        {
            modes[k].Carried.State(step, part, spread);
            double old = sum / (sum + weights[k]), share = 1 - old;
            sum += weights[k];
            for (int c = 0; c < d; c++)
                part[c] -= mean[c];
            for (int i = 0; i < d * d; i++)
                covariance[i] = (old * covariance[i]) + (share * spread[i]) + (old * share * part[i / d] * part[i % d]);
            for (int c = 0; c < d; c++)
                mean[c] += share * part[c];
        }
    }

    /// <summary>Draws windows.</summary>
    public AnalysisStatus Sample(RandomKey key, int count, Span<float> samples)
    {
        if (!IsBent)
            return Propose(key, count, samples);
        importance.Sample(key, Count, count, samples);
        return AnalysisStatus.OfSamples(samples, control.Entries);
    }

    /// <summary>Draws windows from the mixture, whether it bends or not.</summary>
    public AnalysisStatus Propose(RandomKey key, int count, Span<float> samples)
    {
        if (Count == 1)
            return modes[0].Carried.Sample(key, count, samples);
        int n = unit.Length;
        if (choices.Length < count)
            (normals, choices) = (new float[2 * count * n], new float[count]);
        RandomDraws.Normal(key, normals.AsSpan(0, 2 * count * n));
        RandomDraws.Uniform(key.Child(ulong.MaxValue), choices.AsSpan(0, count));
        modes[0].Carried.CarryMany(count, draw, samples);
        return AnalysisStatus.OfSamples(samples, control.Entries);
    }

    /// <summary>Log densities of the first states of windows.</summary>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        AnalysisStatus status = modes[0].Carried.LogProb(windows, logProbs);
        if (Count == 1)
            return status;
        if (this.logProbs.Length < logProbs.Length)
            this.logProbs = new double[logProbs.Length];
        Span<double> other = this.logProbs.AsSpan(0, logProbs.Length);
        for (int i = 0; i < logProbs.Length; i++)
            logProbs[i] += Math.Log(weights[0]);
        for (int k = 1; k < Count; k++)
        {
            modes[k].Carried.LogProb(windows, other);
            for (int i = 0; i < logProbs.Length; i++)
            {
                logProbs[i] = WeightedStatistics.LogSum([logProbs[i], other[i] + Math.Log(weights[k])]);
            }
        }

        return AnalysisStatus.OfLogProbs(logProbs);
    }

    /// <summary>The sorted coordinates of a first state, of the mode that it most likely belongs to, and the features there.</summary>
    public void Whiten(ReadOnlySpan<double> firstState, Span<double> features, Span<double> coordinates)
    {
        int nearest = 0;
        double smallest = double.PositiveInfinity;
        for (int k = 0; k < Count && Count > 1; k++)
        {
            modes[k].Carried.Whiten(firstState, coordinates);
            double distance = 2 * (modes[k].LogVolume - Math.Log(weights[k]));
            foreach (double z in coordinates)
                distance += z * z;
            if (distance < smallest)
                (smallest, nearest) = (distance, k);
        }

        modes[nearest].Carried.Whiten(firstState, coordinates);
        modes[nearest].Carried.Features.CopyTo(features);
    }

    /// <summary>A first state, of the mode that a uniform number chooses.</summary>
    private void Draw(int index, Span<double> state)
    {
        int k = WeightedStatistics.Choose(weights.AsSpan(0, Count), choices[index]), n = unit.Length;
        modes[k].Carried.Draw(normals.AsSpan(2 * index * n, 2 * n), unit, state);
    }

    private bool IsKnown(ReadOnlySpan<double> v)
    {
        for (int k = 0; k < Count; k++)
        {
            if (modes[k].Distance(v) < Closest * Closest)
                return true;
        }

        return false;
    }
}
