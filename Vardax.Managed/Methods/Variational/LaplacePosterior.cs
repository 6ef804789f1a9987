using Vardax.Managed.Assimilation;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A variational analysis as a posterior: Laplace's approximation at the minimum that the method finds, N(x(v*), G A^-1 G^T) over the
/// window. Samples are draws of that Gaussian. Densities are of the whole window if the control has as many variables, or else of its
/// first state, which determines the rest. One per thread; allocates nothing per analysis, unless by conjugate gradients.
/// </summary>
public sealed class LaplacePosterior : IPosterior
{
    private readonly VariationalAnalysis method;
    private readonly int entries;
    private readonly int[] free;
    private readonly float[] mean, standardDeviation;
    private readonly ExclusiveUse guard = new("posterior");
    private readonly InstrumentReadings readings = new();
    private readonly VariationalSolver solver;
    private readonly LaplaceApproximation found;
    private AnalysisStatus status;
    private bool isConditioned;
    private double[] factor = [], departure = [];

    /// <summary>Wraps a method.</summary>
    public LaplacePosterior(VariationalAnalysis method)
    {
        ArgumentNullException.ThrowIfNull(method);
        this.method = method;
        entries = method.Settings.WindowEntries;
        (mean, standardDeviation) = (new float[entries], new float[entries]);
        solver = method.CreateSolver(readings);
        found = new LaplaceApproximation(solver.Model);
        // All entries if the control has a number for each; or else the first state determines them.
        free = found.ControlMean.Length < entries && solver.Model is TrajectoryControl strong
            ? strong.Start.Free.ToArray() : [.. Enumerable.Range(0, entries)];
    }

    /// <inheritdoc/>
    public string Name => method.Name;

    private LaplaceApproximation Found => isConditioned ? found : throw new InvalidOperationException("Expected a posterior that is conditioned on a window.");

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation) =>
        Condition(problem).Worse(Moments(mean, standardDeviation));

    /// <inheritdoc/>
    public AnalysisStatus Condition(ObservedWindow problem)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        method.RequireWindow(problem);
        readings.Set(problem);
        solver.Solve();
        found.Set(solver);
        (isConditioned, factor) = (true, []);
        for (int i = 0; i < entries; i++)
            (mean[i], standardDeviation[i]) = ((float)found.Mean[i], (float)found.StandardDeviation[i]);
        KnownEntries.Fill(method.Settings, mean, standardDeviation);
        return status = (found.Failure ?? AnalysisStatus.Of(mean, standardDeviation)).WithoutBackground(problem);
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
        Found.Sample(key, samples);
        return status.Worse(AnalysisStatus.OfSamples(samples, entries));
    }

    /// <inheritdoc/>
    public AnalysisStatus LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        using ExclusiveUse.Scope use = guard.Enter();
        Guard.Matrix(windows.Length, logProbs.Length, entries, nameof(windows));
        int m = free.Length;
        if (factor.Length == 0 && !TryFactor(m))
        {
            logProbs.Fill(double.NaN);
            return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
        }

        double constant = m * Math.Log(Math.Tau) / 2;
        for (int i = 0; i < m; i++)
            constant += Math.Log(factor[(i * m) + i]);
        for (int w = 0; w < logProbs.Length; w++)
        {
            for (int i = 0; i < m; i++)
                departure[i] = windows[(w * entries) + free[i]] - Found.Mean[free[i]];
            Cholesky.SolveLower(factor, m, departure, 1);
            logProbs[w] = -(Reduction.Dot(departure, departure) / 2) - constant;
        }

        return status.Worse(AnalysisStatus.OfLogProbs(logProbs));
    }

    /// <summary>The Cholesky factor of the covariance of the entries that the density is of; false if the covariance is singular.</summary>
    private bool TryFactor(int m)
    {
        double[] covariance = Found.Covariance();
        (factor, departure) = (new double[m * m], new double[m]);
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < m; j++)
                factor[(i * m) + j] = covariance[(free[i] * entries) + free[j]];
        }

        if (Cholesky.TryLower(factor, m))
            return true;
        factor = [];
        return false;
    }
}
