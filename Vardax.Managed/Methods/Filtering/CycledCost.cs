using Vardax.Managed.Dynamics;
using Vardax.Managed.Kernels;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The window of 4DVar in a cycle and its cost: the residuals v, with x_0 = m + P^(1/2) v at the window's start, and R^(-1/2) (g(x) - y) at each
/// update up to the present one. With model error, R is that of the errors seen too, H W H^T + R, with W the covariance of what the model's
/// errors have added by then. Allocates nothing per window.
/// </summary>
internal sealed class CycledCost : ILeastSquares
{
    private readonly StateSpaceModel system;
    private readonly int n, p, lag;
    private readonly double[] std, means, roots, observed, state, next, point, tangent, seen, seenTangent;
    private readonly LinearUpdate? errors;

    /// <summary>A window that starts at a mean and a root of a covariance.</summary>
    /// <param name="system">The system.</param>
    /// <param name="lag">The most updates of a window.</param>
    /// <param name="errors">Of a system with model error: the factor of H W H^T + R.</param>
    public CycledCost(StateSpaceModel system, int lag, LinearUpdate? errors)
    {
        (this.system, this.lag, this.errors, n, p) = (system, lag, errors, system.StateDimension, system.Instruments);
        Record = new ForecastRecord(lag);
        std = [.. system.Observing.Instruments.Select(i => i.Error.Std)];
        (means, roots, observed) = (new double[(lag + 1) * n], new double[(lag + 1) * n * n], new double[lag * p]);
        (state, next, point, tangent) = (new double[n], new double[n], new double[n], new double[n * n]);
        (seen, seenTangent) = (new double[p], new double[p * n]);
        observed.AsSpan().Fill(double.NaN);
    }

    /// <summary>The window's forecasts.</summary>
    public ForecastRecord Record { get; }

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [means, roots, observed, Record.Values];

    /// <summary>The mean at an update, the window's start being 0.</summary>
    public Span<double> Mean(int update) => means.AsSpan(update * n, n);

    /// <summary>The root of the covariance at an update.</summary>
    public Span<double> Root(int update) => roots.AsSpan(update * n * n, n * n);

    /// <summary>The state at the window's end.</summary>
    public ReadOnlySpan<double> End => state;

    /// <summary>F P^(1/2) after <see cref="Jacobian"/>, n x n.</summary>
    public Span<double> Tangent => tangent;

    /// <inheritdoc/>
    public int Parameters => n;

    /// <inheritdoc/>
    public int Residuals => n + Observations;

    /// <summary>The values observed in the window.</summary>
    public int Observations
    {
        get
        {
            int count = 0;
            foreach (double y in observed.AsSpan(0, (Record.Updates + 1) * p))
                count += double.IsNaN(y) ? 0 : 1;
            return count;
        }
    }

    /// <summary>Takes in the observations of the present.</summary>
    public void Take(ReadOnlySpan<double> y, ReadOnlySpan<int> rows)
    {
        for (int j = 0; j < rows.Length; j++)
            observed[(Record.Updates * p) + rows[j]] = y[j];
    }

    /// <summary>Before <see cref="Close"/>: what a minimum says of the state at the next window's start; NaN if the next window starts at the present.</summary>
    public void NextStart(ReadOnlySpan<double> v, bool restarts, Span<double> x)
    {
        AtStart(v, x);
        if (restarts)
            x.Fill(double.NaN);
        else if (Record.Updates + 1 == lag)
            Record.PropagateTo(system.Model.DoublePrecision, x, 1, 0);
    }

    /// <summary>Ends the update at a mean and a root of a covariance, which the next window starts at, or one after it.</summary>
    /// <param name="mean">n values.</param>
    /// <param name="root">n x n.</param>
    /// <param name="restarts">Whether the next window starts here, whatever its lag.</param>
    public void Close(ReadOnlySpan<double> mean, ReadOnlySpan<double> root, bool restarts)
    {
        Record.AddUpdate();
        mean.CopyTo(Mean(Record.Updates));
        root.CopyTo(Root(Record.Updates));
        while (Record.Updates >= (restarts ? 1 : lag))
        {
            means.AsSpan(n).CopyTo(means);
            roots.AsSpan(n * n).CopyTo(roots);
            observed.AsSpan(p).CopyTo(observed);
            observed.AsSpan((lag - 1) * p).Fill(double.NaN);
            Record.DropFirst();
        }
    }

    /// <summary>x_0 = m + P^(1/2) v.</summary>
    public void AtStart(ReadOnlySpan<double> v, Span<double> x)
    {
        for (int c = 0; c < n; c++)
            x[c] = means[c] + Reduction.Dot(roots.AsSpan(c * n, n), v);
    }

    /// <summary>From x_0 to v, 0 in a direction without variance; false if the state is not finite.</summary>
    public bool TryWhiten(Span<double> x)
    {
        for (int i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = roots.AsSpan(i * n, i + 1);
            x[i] = row[i] == 0 ? 0 : (x[i] - means[i] - Reduction.Dot(row[..i], x)) / row[i];
        }

        return double.IsFinite(Reduction.Dot(x, x));
    }

    /// <inheritdoc/>
    public void Evaluate(ReadOnlySpan<double> x, Span<double> residuals)
    {
        x.CopyTo(residuals);
        x.CopyTo(point);
        AtStart(point, state);
        int at = n;
        for (int update = 0; update <= Record.Updates; update++)
        {
            Record.PropagateTo(system.Model.DoublePrecision, state, 1, update);
            at += Departures(update, state, residuals[at..]);
        }
    }

    /// <summary>Carries states, component by component, to the window's end, and takes half of the squared departures on the way from logs.</summary>
    /// <param name="states">n x count; with model error the mean of each end, given the observations.</param>
    /// <param name="logs">A value for each state.</param>
    /// <param name="residuals">Scratch for p values.</param>
    public void Carry(Span<double> states, Span<double> logs, Span<double> residuals)
    {
        int count = logs.Length;
        for (int update = 0; update <= Record.Updates; update++)
        {
            Record.PropagateTo(system.Model.DoublePrecision, states, count, update);
            for (int i = 0; i < count; i++)
            {
                for (int c = 0; c < n; c++)
                    state[c] = states[(c * count) + i];
                ReadOnlySpan<double> departures = residuals[..Departures(update, state, residuals)];
                logs[i] -= Reduction.Dot(departures, departures) / 2;
                if (errors is null)
                    continue;
                AddErrors(departures, state);
                for (int c = 0; c < n; c++)
                    states[(c * count) + i] = state[c];
            }
        }
    }

    /// <summary>What the observations say of the model's errors: x -= W H^T (H W H^T + R)^(-1/2) times the whitened departures.</summary>
    public void AddErrors(ReadOnlySpan<double> departures, Span<double> x) => errors!.Add(departures, x, 1, -1);

    /// <inheritdoc/>
    public void Jacobian(Span<double> jacobian)
    {
        IPropagator<double> model = system.Model.DoublePrecision;
        AtStart(point, state);
        Root(0).CopyTo(tangent);
        jacobian.Clear();
        for (int i = 0; i < n; i++)
            jacobian[(i * n) + i] = 1;
        Span<double> rest = jacobian[(n * n)..];
        for (int update = 0, forecast = 0; update <= Record.Updates; update++)
        {
            for (; forecast < Record.Count && Record[forecast].UpdatesBefore == update; forecast++)
            {
                (double dt, int steps, _) = Record[forecast];
                for (int step = 0; step < steps; step++)
                {
                    model.TangentStep(state, dt, tangent, n);
                    model.Integrate(state, dt, next);
                    next.CopyTo(state, 0);
                }
            }

            system.Observing.Operator.Tangent(state, tangent, seenTangent, n);
            int k = 0;
            for (int row = 0; row < p; row++)
            {
                if (!double.IsNaN(observed[(update * p) + row]))
                    Elementwise.Map(seenTangent.AsSpan(row * n, n), rest.Slice(k++ * n, n), new VectorScale<double>(errors is null ? 1 / std[row] : 1));
            }

            if (errors is not null)
                Cholesky.SolveLower(errors.Factor, k, rest, n);
            rest = rest[(k * n)..];
        }
    }

    /// <inheritdoc/>
    public void JacobianProduct(ReadOnlySpan<double> direction, Span<double> result) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void TransposedProduct(ReadOnlySpan<double> weights, Span<double> result) => throw new NotSupportedException();

    /// <summary>R^(-1/2) (g(x) - y) of what is observed at an update; their number.</summary>
    private int Departures(int update, ReadOnlySpan<double> x, Span<double> result)
    {
        system.Observing.Operator.Apply(x, seen);
        int k = 0;
        for (int row = 0; row < p; row++)
        {
            double y = observed[(update * p) + row];
            if (!double.IsNaN(y))
                result[k++] = (seen[row] - y) / (errors is null ? std[row] : 1);
        }

        if (errors is not null)
            Cholesky.SolveLower(errors.Factor, k, result, 1);
        return k;
    }
}
