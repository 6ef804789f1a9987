using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;

namespace Vardax.Managed.Methods.Variational;

/// <summary>
/// Minimises the cost of one method, window after window, from as many starting points as it is asked to. Holds the buffers: one
/// instance serves one thread, and allocates nothing per window with a <see cref="LevenbergMarquardt"/>.
/// </summary>
internal sealed class VariationalSolver
{
    private const int Confirmed = 3;
    private const double SameCost = 1e-3;

    private readonly VariationalAnalysis method;
    private readonly VariationalSolver? first;
    private readonly StartingPoints starts;
    private readonly MinimizerWorkspace workspace = new();
    private readonly double[] best, trial;

    /// <summary>Lays out the buffers.</summary>
    /// <param name="method">What is minimised, how, and from where.</param>
    /// <param name="model">Its control.</param>
    /// <param name="observations">The observations, which may change from window to window.</param>
    /// <param name="first">Where this one starts: the minimum of another, whose control this one's begins with; or null.</param>
    public VariationalSolver(
        VariationalAnalysis method, ControlModel model, IWindowObservations observations, VariationalSolver? first = null)
    {
        (this.method, this.first, Model, Cost) = (method, first, model, new VariationalCost(model, observations));
        starts = new StartingPoints(model, Cost, method.Starts, method.LeadSteps == 0 && method.Settings.Initial.IsNormal);
        (best, trial) = (new double[model.Parameters], new double[model.Parameters]);
    }

    /// <summary>The control.</summary>
    public ControlModel Model { get; }

    /// <summary>The cost.</summary>
    public VariationalCost Cost { get; }

    /// <summary>The whitened control at the lowest minimum.</summary>
    public ReadOnlySpan<double> V => best;

    /// <summary>How that minimum was found.</summary>
    public Provenance Provenance { get; private set; }

    /// <summary>Keeps the minima that descents come to; null to keep the lowest alone.</summary>
    public Minima? Found { get; set; }

    /// <summary>The control means another state than before: what is kept of it does not count any more.</summary>
    public void Forget()
    {
        Cost.Forget();
        starts.Forget();
    }

    /// <summary>Finds the lowest minimum from all starting points.</summary>
    /// <param name="known">The cost of a minimum that is known already; NaN if there is none.</param>
    /// <param name="explained">
    /// The largest cost that explains the observations: descents end when the lowest minimum is no higher and was found three times, the
    /// known one counted. By default all starting points are tried.
    /// </param>
    public void Solve(double known = double.NaN, double explained = double.NegativeInfinity)
    {
        if (first is not null)
        {
            first.Solve();
            Array.Clear(best);
            first.V.CopyTo(best);
            Provenance = new Provenance(method.Name, Minimize(best));
            return;
        }

        int count = starts.Choose(), found = 1;
        double lowest = known;
        for (int i = 0; i < count && !(found >= Confirmed && lowest <= explained); i++)
        {
            // Beside a known minimum the prior mean, which is far from most, comes last.
            starts.Start(double.IsNaN(known) ? i : (i + 1) % count, trial);
            MinimizationResult result = Minimize(trial);
            Found?.Add(trial, result.Cost, result.Status == MinimizationStatus.Converged);
            if (IsLower(result.Cost, lowest))
                (lowest, found) = (result.Cost, 1);
            else if (!IsLower(lowest, result.Cost))
                found++;
            // A cost that is not a number is above all others.
            if (i > 0 && !(result.Cost < Provenance.Minimization.Cost) && !double.IsNaN(Provenance.Minimization.Cost))
                continue;
            trial.CopyTo(best, 0);
            Provenance = new Provenance(method.Name, result, i, count);
        }
    }

    /// <summary>A candidate of the last <see cref="Solve"/>, by its cost: those beyond <see cref="MultiStart.Keep"/> were not tried. False if there is none.</summary>
    public bool TryStart(int rank, Span<double> v)
    {
        bool isThere = rank <= method.Starts.Draws;
        if (isThere)
            starts.Start(rank, v);
        return isThere;
    }

    /// <summary>Whether a minimum is another one and lower, not the same up to rounding and tolerance.</summary>
    public static bool IsLower(double cost, double than) =>
        double.IsFinite(cost) && !(cost >= than - (SameCost * (1 + Math.Abs(than))));

    /// <summary>Moves v to the minimum below it.</summary>
    public MinimizationResult Minimize(Span<double> v) => method.Minimize(Cost, v, workspace);

    /// <summary>Moves v to the minimum below it by another minimiser.</summary>
    public MinimizationResult Minimize(Span<double> v, ILeastSquaresMinimizer minimizer) => minimizer.Minimize(Cost, v, workspace);

    /// <summary>
    /// The Cholesky factor of the Hessian A = I + G^T H^T R^-1 H G at v, without the second derivatives of model and operator, with the window and
    /// its tangents left about v; false if A is not finite and positive definite. Errors that are not normal have the curvature of their density
    /// in place of R^-1, if A is positive definite so: the squares of Gauss and Newton would count Student's values for a third more.
    /// </summary>
    public bool TryHessian(ReadOnlySpan<double> v, Span<double> factor)
    {
        int n = Cost.Parameters, m = Cost.Residuals;
        Span<double> jacobian = workspace.Take(1, m * n);
        Cost.Evaluate(v, workspace.Take(0, m));
        Cost.Jacobian(jacobian);
        NormalEquations.Matrix(jacobian, m, n, factor);
        Span<double> curvatures = workspace.Take(0, m);
        if (Cost.Observations.TryCurvatures(Model.Window, curvatures))
        {
            for (int row = n; row < m; row++)
            {
                ReadOnlySpan<double> j = jacobian.Slice(row * n, n);
                for (int at = 0; at < n * n; at++)
                    factor[at] += (curvatures[row - n] - 1) * j[at / n] * j[at % n];
            }

            if (Cholesky.TryFactor(factor, n))
                return true;
            NormalEquations.Matrix(jacobian, m, n, factor);
        }

        return Cholesky.TryFactor(factor, n);
    }
}
