using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A variational analysis as a posterior: Laplace's approximation at the minimum that the method finds, N(x(v*), G A^-1 G^T) over the
/// window. If descents from several starts end in several minima, it is the mixture of them, each weighted by its evidence exp(-J(v*)) / |L|,
/// A = L L^T. Samples are draws of those Gaussians. Densities are of the whole window if the control has as many variables, or else of its
/// first state, which determines the rest. One per thread; allocates nothing per analysis once it has met as many modes, unless by conjugate
/// gradients.
/// </summary>
public sealed class LaplacePosterior : IPosterior
{
    private readonly VariationalAnalysis method;
    private readonly int entries;
    private readonly int[] free;
    private readonly float[] mean, standardDeviation, part, partDeviation;
    private readonly ExclusiveUse guard = new("posterior");
    private readonly InstrumentReadings readings = new();
    private readonly VariationalSolver solver;
    private readonly Minima minima;
    private readonly MixtureMoments moments;
    private readonly List<LaplaceApproximation> modes = [];
    private readonly List<double[]> factors = [];
    private readonly double[] weights = new double[LaplaceMixture.MostModes];
    private AnalysisStatus status;
    private int count;
    private double[] departure = [];

    /// <summary>Wraps a method.</summary>
    public LaplacePosterior(VariationalAnalysis method)
    {
        ArgumentNullException.ThrowIfNull(method);
        this.method = method;
        entries = method.Settings.WindowEntries;
        (mean, standardDeviation) = (new float[entries], new float[entries]);
        (part, partDeviation, moments) = (new float[entries], new float[entries], new MixtureMoments(entries));
        solver = method.CreateSolver(readings);
        solver.Found = minima = new Minima(solver.Model.Parameters, 2 * LaplaceMixture.MostModes);
        modes.Add(new LaplaceApproximation(solver.Model));
        // All entries if the control has a number for each; or else the first state determines them.
        free = modes[0].ControlMean.Length < entries && solver.Model is TrajectoryControl strong
            ? strong.Start.Free.ToArray() : [.. Enumerable.Range(0, entries)];
    }

    /// <inheritdoc/>
    public string Name => method.Name;

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        method.RequireWindow(problem);
        readings.Set(problem);
        minima.Clear();
        solver.Solve();
        factors.Clear();
        modes[0].Set(solver);
        (count, weights[0]) = (1, 1);
        if (modes[0].Failure is null)
            TakeOthers();
        moments.Clear();
        for (int k = 0; k < count; k++)
        {
            for (int i = 0; i < entries; i++)
                (part[i], partDeviation[i]) = ((float)modes[k].Mean[i], (float)modes[k].StandardDeviation[i]);
            moments.Add(weights[k], part, partDeviation);
        }

        moments.CopyTo(mean, standardDeviation);
        KnownEntries.Fill(method.Settings, mean, standardDeviation);
        return status = (modes[0].Failure ?? AnalysisStatus.Of(mean, standardDeviation)).WithoutBackground(problem);
    }

    /// <inheritdoc/>
    public AnalysisStatus Moments(Span<float> mean, Span<float> standardDeviation)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Length(entries, mean.Length, nameof(mean));
        Guard.Length(entries, standardDeviation.Length, nameof(standardDeviation));
        this.mean.CopyTo(mean);
        this.standardDeviation.CopyTo(standardDeviation);
        return status;
    }

    /// <inheritdoc/>
    public AnalysisStatus Sample(RandomKey key, Span<float> samples)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        RequireConditioned();
        if (count == 1)
            modes[0].Sample(key, samples);
        else
            SampleMixture(key, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        RequireConditioned();
        Guard.Matrix(windows.Length, logProbs.Length, entries, nameof(windows));
        if (factors.Count == 0 && !TryFactor())
        {
            logProbs.Fill(double.NaN);
            return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
        }

        Span<double> logs = stackalloc double[LaplaceMixture.MostModes];
        for (int w = 0; w < logProbs.Length; w++)
        {
            for (int k = 0; k < count; k++)
                logs[k] = Math.Log(weights[k]) + LogProb(k, windows.Slice(w * entries, entries));
            logProbs[w] = WeightedStatistics.LogSum(logs[..count]);
        }

        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <summary>Beside the lowest minimum, those that have mass.</summary>
    private void TakeOthers()
    {
        double best = modes[0].LogEvidence;
        for (int rank = 0; rank < minima.Count && count < weights.Length && minima.Cost(rank) <= minima.Cost(0) + LaplaceMixture.FurthestCost; rank++)
        {
            if (!minima.HasConverged(rank) || IsKnown(minima[rank]))
                continue;
            if (modes.Count == count)
                modes.Add(new LaplaceApproximation(solver.Model));
            modes[count].Set(solver, minima[rank], solver.Provenance with
            {
                Minimization = new(MinimizationStatus.Converged, 0, minima.Cost(rank), 0),
            });
            best = Math.Max(best, modes[count].LogEvidence);
            if (modes[count].Failure is null && modes[count].LogEvidence >= best + Math.Log(LaplaceMixture.Negligible))
                count++;
        }

        for (int k = 0; k < count; k++)
            weights[k] = modes[k].LogEvidence;
        ParetoShape.Normalize(weights.AsSpan(0, count));
    }

    private bool IsKnown(ReadOnlySpan<double> v)
    {
        for (int k = 0; k < count; k++)
        {
            if (modes[k].Distance(v) < LaplaceMixture.Closest * LaplaceMixture.Closest)
                return true;
        }

        return false;
    }

    private void RequireConditioned()
    {
        if (count == 0)
            throw new InvalidOperationException("Expected a posterior that is conditioned on a window.");
    }

    /// <summary>Each sample from the mode that a uniform number chooses.</summary>
    private void SampleMixture(RandomKey key, Span<float> samples)
    {
        Guard.Matrix(samples.Length, samples.Length / entries, entries, nameof(samples));
        var uniforms = new float[samples.Length / entries];
        RandomDraws.Uniform(key.Child(ulong.MaxValue), uniforms);
        for (int s = 0; s < uniforms.Length; s++)
        {
            int k = WeightedStatistics.Choose(weights.AsSpan(0, count), uniforms[s]);
            modes[k].Sample(key.Child((ulong)s), samples.Slice(s * entries, entries));
        }
    }

    private double LogProb(int mode, ReadOnlySpan<float> window)
    {
        int m = free.Length;
        double constant = m * Math.Log(Math.Tau) / 2;
        for (int i = 0; i < m; i++)
        {
            constant += Math.Log(factors[mode][(i * m) + i]);
            departure[i] = window[free[i]] - modes[mode].Mean[free[i]];
        }

        Cholesky.SolveLower(factors[mode], m, departure, 1);
        return -(Reduction.Dot(departure, departure) / 2) - constant;
    }

    /// <summary>The Cholesky factors of the covariances of the entries that the density is of; false if one is singular.</summary>
    private bool TryFactor()
    {
        int m = free.Length;
        departure = new double[m];
        for (int k = 0; k < count; k++)
        {
            double[] covariance = modes[k].Covariance(), factor = new double[m * m];
            for (int i = 0; i < m; i++)
            {
                for (int j = 0; j < m; j++)
                    factor[(i * m) + j] = covariance[(free[i] * entries) + free[j]];
            }

            factors.Add(factor);
            if (Cholesky.TryLower(factor, m))
                continue;
            factors.Clear();
            return false;
        }

        return true;
    }
}
