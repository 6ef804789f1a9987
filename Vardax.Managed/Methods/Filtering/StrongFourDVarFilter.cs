using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Optimization;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// Strong-constraint 4DVar in a cycle, with a cycled background: the window runs from one update to the next, its background is the last
/// posterior, N(m, P); the control is v with x_0 = m + P^(1/2) v, the minimum of 1/2 |v|^2 + 1/2 |R^(-1/2) (y - g(M(x_0)))|^2 by Levenberg and
/// Marquardt. The posterior covariance (J^T J)^-1, carried to the window's end by the tangent, times the inflation of variances plus
/// <see cref="FilterOptions.AdditiveVariance"/> on the diagonal, is the next background. P. Courtier, J.-N. Thepaut and A. Hollingsworth,
/// Q. J. R. Meteorol. Soc. 120 (1994). Anchor, ours: Lorenz-63, inflation 1.05, additive variance 0.001, sakov2012: 0.31.
/// </summary>
public class StrongFourDVarFilter : GaussianFilter
{
    private readonly double[] start, background, root, carried;
    private readonly ForecastRecord record = new(1);
    private readonly LevenbergMarquardt minimizer = new() { MaxIterations = 50, InitialDamping = 0, StepTolerance = 1e-6 };
    private readonly MinimizerWorkspace workspace = new();
    private readonly Cost cost;
    private readonly double[] control, guess, normal;

    /// <summary>Starts at the initial distribution, to first order where it is not normal.</summary>
    /// <param name="system">The system, without model error.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    /// <exception cref="ArgumentException">The system has model error.</exception>
    public StrongFourDVarFilter(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Guard.Setting(system.ModelError is null, nameof(StateSpaceModel.ModelError), "given", "none: the constraint is strong");
        int n = system.StateDimension;
        (start, background, root, carried) = ([.. Center], [.. Spread], new double[n * n], new double[n * n]);
        (control, guess, normal) = (new double[n], new double[n], new double[n * n]);
        cost = new Cost(this);
        FactorBackground();
        root.CopyTo(carried, 0);
    }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [Center, Spread, start, background, root, carried, record.Values];

    private IPropagator<double> Model => System.Model.DoublePrecision;

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey errors)
    {
        record.Add(dt, count);
        base.Propagate(dt, count, errors);
        Square(carried);
    }

    /// <summary>The root of the background, carried along.</summary>
    private protected override void StepSpread(double dt) => Model.TangentStep(Center, dt, carried, Center.Length);

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        int n = Center.Length, k = rows.Length;
        control.AsSpan().Clear();
        MinimizationResult result = minimizer.Minimize(cost, control, workspace);
        if (TryGuess(guess, record.Steps) && TryWhiten(guess))
        {
            MinimizationResult other = minimizer.Minimize(cost, guess, workspace);
            if (VariationalSolver.IsLower(other.Cost, result.Cost) || !double.IsFinite(result.Cost))
            {
                guess.CopyTo(control, 0);
                result = other;
            }
        }

        cost.Evaluate(control, workspace.Take(0, cost.Residuals));
        Span<double> jacobian = workspace.Take(1, cost.Residuals * n);
        cost.Jacobian(jacobian);
        NormalEquations.Matrix(jacobian, cost.Residuals, n, normal);
        // C = H P H^T + R to first order about the minimum: its determinant over that of R is the normal matrix's.
        bool isUsable = result.Status != MinimizationStatus.NonFinite && Cholesky.TryFactor(normal, n);
        double log = 0;
        for (int i = 0; i < n && isUsable; i++)
            log += 2 * Math.Log(normal[(i * n) + i]);
        foreach (int row in rows)
            log += 2 * Math.Log(ErrorStd[row]);
        Innovation = isUsable ? Innovation.Gaussian(k, 2 * result.Cost, log) : new Innovation(k, double.NaN, double.NaN);
        cost.End.CopyTo(Center);
        if (!isUsable)
            Center.AsSpan().Fill(double.NaN);

        // Columns of the tangent at the end, by the inverse factor of the normal matrix: F P^(1/2) L^-T.
        Span<double> tangent = cost.Tangent;
        for (int c = 0; c < n; c++)
            Cholesky.SolveLower(normal, n, tangent.Slice(c * n, n), 1);
        tangent.CopyTo(carried);
        Square(carried);
        if (isUsable)
            Refine(control, normal);
        Center.CopyTo(start, 0);
        for (int i = 0; i < n * n; i++)
            background[i] = Options.Inflation * Spread[i];
        for (int i = 0; i < n; i++)
            background[(i * n) + i] += Options.AdditiveVariance;
        FactorBackground();
        root.CopyTo(carried, 0);
        record.AddUpdate();
        record.DropFirst();
    }

    /// <summary>Another state to start a descent from, at the start of a window of so many steps; false if there is none.</summary>
    private protected virtual bool TryGuess(Span<double> state, int steps) => false;

    /// <summary>x_0 = m + P^(1/2) v.</summary>
    internal void AtWindowStart(ReadOnlySpan<double> v, Span<double> state)
    {
        for (int c = 0; c < state.Length; c++)
            state[c] = start[c] + Reduction.Dot(root.AsSpan(c * state.Length, state.Length), v);
    }

    /// <summary>Carries states, component by component, from the window's start to its end.</summary>
    internal void Carry(Span<double> states, int count) => record.Propagate(Model, states, count, 0, record.Count);

    /// <summary>|R^(-1/2) (g(x) - y)|^2 at the window's end.</summary>
    /// <param name="state">x.</param>
    /// <param name="seen">Receives g(x).</param>
    internal double Misfit(ReadOnlySpan<double> state, Span<double> seen)
    {
        System.Observing.Operator.Apply(state, seen);
        double squares = 0;
        for (int j = 0; j < Rows.Length; j++)
        {
            double departure = Departure(seen, j);
            squares += departure * departure;
        }

        return squares;
    }

    private double Departure(ReadOnlySpan<double> seen, int j) => (seen[Rows[j]] - Observed[j]) / ErrorStd[Rows[j]];

    /// <summary>May replace the mean at the window's end.</summary>
    /// <param name="minimum">v.</param>
    /// <param name="factor">The Cholesky factor of the normal matrix there.</param>
    private protected virtual void Refine(ReadOnlySpan<double> minimum, ReadOnlySpan<double> factor)
    {
    }

    /// <summary>P = S S^T.</summary>
    private void Square(double[] s)
    {
        int n = Center.Length;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
                Spread[(i * n) + j] = Spread[(j * n) + i] = Reduction.Dot(s.AsSpan(i * n, n), s.AsSpan(j * n, n));
        }
    }

    /// <summary>The root of the background; of a component without variance, zeros.</summary>
    private void FactorBackground()
    {
        background.CopyTo(root, 0);
        if (!SemidefiniteRoot.TryFactor(root, Center.Length))
            root.AsSpan().Fill(double.NaN);
    }

    /// <summary>From x_0 to v, 0 in a direction without variance; false if the state is not finite.</summary>
    private bool TryWhiten(Span<double> state)
    {
        int n = state.Length;
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = root.AsSpan(i * n, i + 1);
            state[i] = row[i] == 0 ? 0 : (state[i] - start[i] - Reduction.Dot(row[..i], state)) / row[i];
        }

        return double.IsFinite(Reduction.Dot(state, state));
    }

    /// <summary>The residuals v and R^(-1/2) (g(M(x_0)) - y).</summary>
    private sealed class Cost(StrongFourDVarFilter filter) : ILeastSquares
    {
        private readonly int n = filter.System.StateDimension;
        private readonly double[] state = new double[filter.System.StateDimension], next = new double[filter.System.StateDimension];
        private readonly double[] tangent = new double[filter.System.StateDimension * filter.System.StateDimension];
        private readonly double[] seen = new double[filter.System.Instruments], seenTangent = new double[filter.System.Instruments * filter.System.StateDimension];
        private readonly double[] point = new double[filter.System.StateDimension];

        public int Parameters => n;

        public int Residuals => n + filter.Rows.Length;

        /// <summary>The state at the window's end.</summary>
        public ReadOnlySpan<double> End => state;

        /// <summary>F P^(1/2) after <see cref="Jacobian"/>, n x n.</summary>
        public Span<double> Tangent => tangent;

        public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
        {
            x.CopyTo(residuals);
            x.CopyTo(point);
            filter.AtWindowStart(point, state);
            filter.Carry(state, 1);
            filter.System.Observing.Operator.Apply(state, seen);
            for (int j = 0; j < filter.Rows.Length; j++)
                residuals[n + j] = filter.Departure(seen, j);
        }

        public void Jacobian(Span<double> jacobian)
        {
            filter.AtWindowStart(point, state);
            filter.root.CopyTo(tangent, 0);
            for (int i = 0; i < filter.record.Count; i++)
            {
                (double dt, int steps, _) = filter.record[i];
                for (int step = 0; step < steps; step++)
                {
                    filter.Model.TangentStep(state, dt, tangent, n);
                    filter.Model.Integrate(state, dt, next);
                    next.CopyTo(state, 0);
                }
            }

            filter.System.Observing.Operator.Tangent(state, tangent, seenTangent, n);
            jacobian.Clear();
            for (int i = 0; i < n; i++)
                jacobian[(i * n) + i] = 1;
            for (int j = 0; j < filter.Rows.Length; j++)
            {
                int row = filter.Rows[j];
                Elementwise.Map(seenTangent.AsSpan(row * n, n), jacobian.Slice((n + j) * n, n), new VectorScale<double>(1 / filter.ErrorStd[row]));
            }
        }

        public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result) => throw new NotSupportedException();

        public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result) => throw new NotSupportedException();
    }
}
