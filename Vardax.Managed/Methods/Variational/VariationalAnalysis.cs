using Vardax.Managed.Assimilation;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// A method that minimises J = 1/2 |u - u_b|^2 in B^-1 + 1/2 sum of |y - H(x_t(u))|^2 in R^-1 over a control u which determines the
/// window, and takes the posterior from the curvature at the minimum. In double precision. Immutable: one instance serves many
/// threads; each analysis allocates its buffers.
/// </summary>
public abstract class VariationalAnalysis : IAnalysis
{
    /// <summary>The default minimiser, to about 1e-6 posterior standard deviations however large the first gradient is.</summary>
    private protected static readonly ILeastSquaresMinimizer Exact = new LevenbergMarquardt { GradientTolerance = 1e-11 };

    private protected VariationalAnalysis(
        string name, ProblemSettings settings, Gaussian prior, ILeastSquaresMinimizer minimizer, MultiStart starts,
        int leadSteps = 0)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(prior);
        ArgumentNullException.ThrowIfNull(minimizer);
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentOutOfRangeException.ThrowIfNegative(leadSteps);
        settings.Validate();
        starts.Validate();
        (Name, Settings, Prior, Minimizer, Starts, LeadSteps) = (name, settings, prior, minimizer, starts, leadSteps);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The window's model, step and length. The noise and what is observed are each problem's own.</summary>
    public ProblemSettings Settings { get; }

    /// <summary>u_b and B.</summary>
    public Gaussian Prior { get; }

    /// <summary>The minimiser.</summary>
    public ILeastSquaresMinimizer Minimizer { get; }

    /// <summary>The starting points.</summary>
    public MultiStart Starts { get; }

    /// <summary>How many steps before the window the controlled state is, and its prior holds.</summary>
    public int LeadSteps { get; }

    /// <summary>The posterior given a problem's observations, with R = its noise squared.</summary>
    /// <exception cref="ArgumentException">The problem's window is another one, or an observed value is not finite.</exception>
    public GaussianPosterior Solve(ObservedWindow problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ProblemSettings found = problem.Settings;
        if (!found.Model.Equals(Settings.Model) || found.Dt != Settings.Dt || found.WindowSteps != Settings.WindowSteps)
        {
            throw new ArgumentException(FormattableString.Invariant(
                $"Expected a window of {Settings.WindowSteps} steps of {Settings.Dt} of the same {Settings.Model.Name}, found {found.WindowSteps} steps of {found.Dt} of {found.Model.Name}."),
                nameof(problem));
        }

        return Solve(WindowObservation.Of(problem));
    }

    /// <summary>The posterior given any observations of the window.</summary>
    /// <exception cref="ArgumentException">One is outside the window, or of another state.</exception>
    public GaussianPosterior Solve(IReadOnlyList<WindowObservation> observations)
    {
        ControlModel model = CreateControl();
        (VariationalCost cost, double[] v, Provenance provenance) = Minimize(model, observations);
        return new GaussianPosterior(model, cost, v, provenance);
    }

    /// <summary>The whitened control at the lowest minimum found.</summary>
    internal double[] Minimum(IReadOnlyList<WindowObservation> observations) => Minimize(CreateControl(), observations).V;

    private (VariationalCost Cost, double[] V, Provenance Provenance) Minimize(
        ControlModel model, IReadOnlyList<WindowObservation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        var cost = new VariationalCost(model, Settings.StateDimension, observations);
        double[][] starts = StartingPoints(cost, observations);
        double[] best = [];
        Provenance? provenance = null;
        for (int i = 0; i < starts.Length; i++)
        {
            MinimizationResult result = Minimize(cost, starts[i]);
            // A cost that is not a number is above all others.
            if (provenance is null || result.Cost < provenance.Minimization.Cost || double.IsNaN(provenance.Minimization.Cost))
                (best, provenance) = (starts[i], new Provenance(Name, result, i, starts.Length));
        }

        return (cost, best, provenance!);
    }

    /// <inheritdoc/>
    public AnalysisStatus Analyze(ObservedWindow problem, Span<float> mean, Span<float> standardDeviation)
    {
        GaussianPosterior posterior = Solve(problem);
        Guard.Length(posterior.Mean.Length, mean.Length, nameof(mean));
        Guard.Length(mean.Length, standardDeviation.Length, nameof(standardDeviation));
        for (int i = 0; i < mean.Length; i++)
            (mean[i], standardDeviation[i]) = ((float)posterior.Mean[i], (float)posterior.StandardDeviation[i]);
        return posterior.Status.Worse(AnalysisStatus.Of(mean, standardDeviation));
    }

    private protected abstract ControlModel CreateControl();

    private protected virtual MinimizationResult Minimize(VariationalCost cost, Span<double> v) => Minimizer.Minimize(cost, v);

    /// <summary>The whitened controls to start from: the prior mean, then the others, lowest cost first.</summary>
    private protected virtual double[][] StartingPoints(VariationalCost cost, IReadOnlyList<WindowObservation> observations)
    {
        int n = cost.Parameters;
        var candidates = new List<double[]> { new double[n] };
        if (Starts.FromObservations && LeadSteps == 0 && FromObservations(observations) is { } observed)
            candidates.Add(observed);
        var normals = new float[Starts.Draws * n];
        RandomDraws.Normal(Starts.Key, normals);
        candidates.AddRange(normals.Chunk(n).Select(draw => Array.ConvertAll(draw, z => (double)z)));
        if (candidates.Count == 1)
            return [.. candidates];

        var residuals = new double[cost.Residuals];
        double Cost(double[] v)
        {
            cost.Evaluate(v, residuals);
            double sum = residuals.Sum(r => r * r);
            return double.IsFinite(sum) ? sum : double.PositiveInfinity;
        }

        return [candidates[0], .. candidates.Skip(1).OrderBy(Cost).Take(Starts.Keep)];
    }

    /// <summary>The prior mean with the observed components of the first state in place, whitened; null where there are none.</summary>
    private double[]? FromObservations(IReadOnlyList<WindowObservation> observations)
    {
        if (observations.FirstOrDefault(o => o.Step == 0 && o.Operator is SelectionOperator) is not { } first
            || !Prior.Covariance.IsPositiveDefinite)
        {
            return null;
        }

        ReadOnlySpan<int> components = ((SelectionOperator)first.Operator).Components;
        var v = new double[Prior.Dimension];
        for (int i = 0; i < components.Length; i++)
            v[components[i]] = first.Values[i] - Prior.Mean[components[i]];
        Prior.Covariance.Whiten(v, 1);
        return v;
    }

    private protected TrajectoryControl Trajectory() =>
        new(Settings.Model.DoublePrecision, Settings.Dt, Settings.WindowSteps, Prior, LeadSteps);
}
