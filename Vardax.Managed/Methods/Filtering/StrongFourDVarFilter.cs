using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// Strong-constraint 4DVar in a cycle, with a cycled background: the window spans <see cref="FilterOptions.Lag"/> updates, its background is the
/// posterior at its start, N(m, P), of what was observed until then; the control is v with x_0 = m + P^(1/2) v, the minimum of
/// 1/2 |v|^2 + 1/2 sum |R^(-1/2) (y - g(M(x_0)))|^2 by Levenberg and Marquardt, from v = 0 and, with <see cref="FilterOptions.Starts"/>, from the draw
/// of v of least cost; the lower minimum counts. The posterior covariance (J^T J)^-1, carried to the window's end by the tangent, times the inflation of
/// variances plus <see cref="FilterOptions.AdditiveVariance"/> on the diagonal, is a later background. Model error adds its own covariance W, moved
/// by the tangent too: the departures are then of covariance H W H^T + R, and the end is the mean given x_0 and y, exact if all is linear.
/// P. Courtier, J.-N. Thepaut and A. Hollingsworth, Q. J. R. Meteorol. Soc. 120 (1994). Anchor, ours: Lorenz-63, inflation 1.05, additive
/// variance 0.001, sakov2012: 0.32.
/// </summary>
public class StrongFourDVarFilter : GaussianFilter
{
    private readonly double[] carried, errors, control, guess, smoothed, normal, draws, states, costs;
    private readonly LevenbergMarquardt minimizer = new() { MaxIterations = 50, InitialDamping = 0, StepTolerance = 1e-6 };
    private readonly MinimizerWorkspace workspace = new();
    private readonly LinearUpdate? errorUpdate;
    private MinimizationResult result;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    /// <exception cref="ArgumentException">The system has model error, and the window spans more than one update.</exception>
    public StrongFourDVarFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        int n = system.StateDimension;
        Guard.Setting(system.ModelError is null || Options.Lag == 1, nameof(FilterOptions.Lag), Options.Lag, "1 of a system with model error");
        errorUpdate = system.ModelError is null ? null : new LinearUpdate(system);
        Window = new CycledCost(system, Options.Lag, errorUpdate);
        (carried, errors) = (new double[n * n], new double[errorUpdate is null ? 0 : n * n]);
        (control, guess, smoothed) = (new double[n], new double[n], new double[Options.Lag == 1 ? 0 : n]);
        normal = new double[n * n];
        smoothed.AsSpan().Fill(double.NaN);
        (draws, states, costs) = (new double[Options.Starts * n], new double[Options.Starts * n], new double[Options.Starts]);
        Spread.CopyTo(carried, 0);
        Factor(carried);
        Center.CopyTo(Window.Mean(0));
        carried.CopyTo(Window.Root(0));
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [.. base.Arrays, carried, errors, smoothed, .. Window.Arrays];

    /// <summary>The window and its cost.</summary>
    private protected CycledCost Window { get; }

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
        Window.Record.Add(dt, count);
        base.Propagate(dt, count, errors);
        Square(carried);
    }

    /// <summary>The root of the background, carried along, and what the model's errors add.</summary>
    private protected override void StepSpread(double dt)
    {
        System.Model.DoublePrecision.TangentStep(Center, dt, carried, Center.Length);
        if (errorUpdate is not null)
            CovarianceStep.Apply(System.Model.DoublePrecision, Center, dt, errors, 1, ModelError);
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        int n = Center.Length, k = rows.Length;
        Window.Take(y, rows);
        bool isUsable = errorUpdate is null || errorUpdate.TryFactor(rows, Center, errors);
        // The cost of a longer window is of more than these observations: their innovation is then the forecast's, to first order.
        if (UpdateOrRecover(y, rows))
        {
            Adopt();
            Close(restarts: true);
            return;
        }

        // A longer window has several minima; what the last one says of this one's start is near the right one.
        smoothed.CopyTo(control, 0);
        if (Options.Lag == 1 || !Window.TryWhiten(control))
            control.AsSpan().Clear();
        result = minimizer.Minimize(Window, control, workspace);
        if (TryGuess(guess, Window.Record.Steps) && Window.TryWhiten(guess))
            Descend(guess);
        if (Options.Starts > 0)
            Descend(BestDraw(key.Starts()));

        Span<double> residuals = workspace.Take(0, Window.Residuals);
        Window.Evaluate(control, residuals);
        Span<double> jacobian = workspace.Take(1, Window.Residuals * n);
        Window.Jacobian(jacobian);
        NormalEquations.Matrix(jacobian, Window.Residuals, n, normal);
        isUsable = isUsable && result.Status != MinimizationStatus.NonFinite && Cholesky.TryFactor(normal, n);
        if (Options.Lag == 1)
            Innovation = isUsable ? Innovation.Gaussian(k, 2 * result.Cost, LogDeterminant(rows)) : new Innovation(k, double.NaN, double.NaN);
        Window.End.CopyTo(Center);
        if (!isUsable)
            Center.AsSpan().Fill(double.NaN);

        // Columns of the tangent at the end, by the inverse factor of the normal matrix: F P^(1/2) L^-T.
        Span<double> tangent = Window.Tangent;
        if (errorUpdate is not null)
            AddErrors(residuals[n..], jacobian[(n * n)..], tangent);
        for (int c = 0; c < n; c++)
            Cholesky.SolveLower(normal, n, tangent.Slice(c * n, n), 1);
        tangent.CopyTo(carried);
        Square(carried);
        Close(restarts: isUsable && Refine(control, normal, 2 * result.Cost));
    }

    /// <summary>Another state to start a descent from, at the start of a window of so many steps; false if there is none.</summary>
    private protected virtual bool TryGuess(Span<double> state, int steps) => false;

    /// <summary>May replace mean and covariance at the window's end; whether the next window starts there.</summary>
    /// <param name="minimum">v.</param>
    /// <param name="factor">The Cholesky factor of the normal matrix there.</param>
    /// <param name="misfit">Twice the cost.</param>
    private protected virtual bool Refine(ReadOnlySpan<double> minimum, ReadOnlySpan<double> factor, double misfit) => false;

    /// <summary>Ends the update: mean and covariance are the background of a later window, or of the next one if it restarts here.</summary>
    private void Close(bool restarts)
    {
        int n = Center.Length;
        errors.AsSpan().Clear();
        for (int i = 0; i < n * n; i++)
            carried[i] = Options.Inflation * Spread[i];
        for (int i = 0; i < n; i++)
            carried[(i * n) + i] += Options.AdditiveVariance;
        Factor(carried);
        if (Options.Lag > 1)
            Window.NextStart(control, restarts, smoothed);
        Window.Close(Center, carried, restarts);
    }

    /// <summary>A descent from another v, whose minimum counts if it is lower.</summary>
    private void Descend(double[] v)
    {
        MinimizationResult other = minimizer.Minimize(Window, v, workspace);
        if (!VariationalSolver.IsLower(other.Cost, result.Cost) && double.IsFinite(result.Cost))
            return;
        v.CopyTo(control, 0);
        result = other;
    }

    /// <summary>The draw of v of least cost.</summary>
    private double[] BestDraw(RandomKey key)
    {
        int n = guess.Length, count = Options.Starts, best = 0;
        NormalDraws.Fill(key, draws);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<double> v = draws.AsSpan(i * n, n);
            costs[i] = -Reduction.Dot(v, v) / 2;
            Window.AtStart(v, guess);
            for (int c = 0; c < n; c++)
                states[(c * count) + i] = guess[c];
        }

        Window.Carry(states, costs, workspace.Take(0, Window.Residuals));
        for (int i = 1; i < count; i++)
            best = costs[i] > costs[best] || double.IsNaN(costs[best]) ? i : best;
        draws.AsSpan(best * n, n).CopyTo(guess);
        return guess;
    }

    /// <summary>log det of the innovation's covariance to first order about the minimum: over that of the errors it is the normal matrix's.</summary>
    private double LogDeterminant(ReadOnlySpan<int> rows)
    {
        double log = 0;
        for (int i = 0; i < Center.Length; i++)
            log += 2 * Math.Log(normal[(i * Center.Length) + i]);
        if (errorUpdate is not null)
            return log + errorUpdate.LogDeterminant;
        foreach (int row in rows)
            log += 2 * Math.Log(ErrorStd[row]);
        return log;
    }

    /// <summary>Mean, tangent and W given the observations: x -= G d, F -= G H F, W -= G H W with G = W H^T (H W H^T + R)^-1.</summary>
    private void AddErrors(ReadOnlySpan<double> departures, ReadOnlySpan<double> jacobian, Span<double> tangent)
    {
        Window.AddErrors(departures, Center);
        errorUpdate!.Add(jacobian, tangent, Center.Length, -1);
        errorUpdate.Reduce(errors);
    }

    /// <summary>P = S S^T + W.</summary>
    private void Square(double[] s)
    {
        int n = Center.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                Spread[(i * n) + j] = Spread[(j * n) + i] = Reduction.Dot(s.AsSpan(i * n, n), s.AsSpan(j * n, n));
        }

        if (errorUpdate is not null)
            Elementwise.Map(errors, Spread, Spread, default(VectorAdd<double>));
    }

    /// <summary>Replaces a covariance by its root; of a component without variance, zeros.</summary>
    private void Factor(double[] covariance)
    {
        if (!SemidefiniteRoot.TryFactor(covariance, Center.Length))
            covariance.AsSpan().Fill(double.NaN);
    }
}
