using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// What the model's errors add to the members at the end of a window: a covariance W, moved by the tangent along the trajectory of the mean.
/// Given the observations y, a member x gets G (y - g(x)) and a draw of covariance W - G H W, with G = W H^T (H W H^T + R)^-1.
/// </summary>
internal sealed class WindowErrors
{
    private readonly StateSpaceModel system;
    private readonly LinearUpdate update;
    private readonly double[] center, next, covariance, modelError, left, factor, seen, departures, state, draws, columns, one = new double[1], values;
    private readonly int[] instruments;
    private readonly int n, members;
    private int count;

    /// <summary>No errors yet.</summary>
    public WindowErrors(StateSpaceModel system, int members)
    {
        (this.system, this.members, n) = (system, members, system.StateDimension);
        int p = system.Instruments;
        update = new LinearUpdate(system);
        modelError = system.ModelError!.ToMatrix();
        (center, next, state, covariance, left) = (new double[n], new double[n], new double[n], new double[n * n], new double[n * n]);
        (factor, seen, departures, values, instruments) = (new double[p * p], new double[p], new double[p], new double[p], new int[p]);
        (draws, columns) = (new double[n * members], new double[n * members]);
    }

    /// <summary>What changes.</summary>
    public IReadOnlyList<double[]> Arrays => [center, covariance];

    /// <summary>log det (H W H^T + R) less log det R, after <see cref="Whiten"/>.</summary>
    public double LogDeterminant { get; private set; }

    /// <summary>Starts a window at the mean of an ensemble.</summary>
    public void Start(ReadOnlySpan<double> ensemble)
    {
        for (int c = 0; c < n; c++)
            center[c] = Reduction.Sum(ensemble.Slice(c * members, members)) / members;
        covariance.AsSpan().Clear();
    }

    /// <summary>Moves on.</summary>
    public void Propagate(double dt, int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            CovarianceStep.Apply(system.Model.DoublePrecision, center, dt, covariance, 1, modelError);
            system.Model.DoublePrecision.Integrate(center, dt, next);
            next.CopyTo(center, 0);
        }
    }

    /// <summary>Takes in an update, to be judged with the mean at the window's end.</summary>
    public void Prepare(ReadOnlySpan<double> y, ReadOnlySpan<int> rows)
    {
        y.CopyTo(values);
        rows.CopyTo(instruments);
        count = rows.Length;
        if (!update.TryFactor(rows, center, covariance))
            center.AsSpan().Fill(double.NaN);
    }

    /// <summary>Departures and anomalies by H W H^T + R in place of R.</summary>
    public void Whiten(EnsembleUpdate prediction, ReadOnlySpan<double> std)
    {
        LogDeterminant = 0;
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j <= i; j++)
                factor[(i * count) + j] = update.Factor[(i * count) + j] / std[instruments[i]];
            LogDeterminant += 2 * Math.Log(factor[(i * count) + i]);
        }

        Cholesky.SolveLower(factor, count, prediction.Anomalies, members);
        Cholesky.SolveLower(factor, count, prediction.Departures, 1);
    }

    /// <summary>Adds the errors to the members at the window's end, given the observations.</summary>
    public void Add(Span<double> ensemble, RandomKey key)
    {
        covariance.CopyTo(left, 0);
        update.Reduce(left);
        // To rounding, where the observations leave nothing.
        for (int c = 0; c < n; c++)
            left[c * (n + 1)] += 1e-12 * covariance[c * (n + 1)];
        if (!SemidefiniteRoot.TryFactor(left, n))
            left.AsSpan().Fill(double.NaN);
        NormalDraws.Fill(key, draws);
        double scale = Math.Sqrt(members / (members - 1.0));
        for (int c = 0; c < n; c++)
        {
            Span<double> row = draws.AsSpan(c * members, members);
            Anomalies.Split(row, one, row, members);
        }

        MatMul.Multiply(n, members, n, left, n, 1, draws, columns, default, default(VectorIdentity<double>));
        for (int i = 0; i < members; i++)
        {
            for (int c = 0; c < n; c++)
                state[c] = ensemble[(c * members) + i];
            system.Observing.Operator.Apply(state, seen);
            for (int j = 0; j < count; j++)
                departures[j] = values[j] - seen[instruments[j]];
            Cholesky.SolveLower(update.Factor, count, departures, 1);
            update.Add(departures, state, 1, 1);
            for (int c = 0; c < n; c++)
                ensemble[(c * members) + i] = state[c] + (scale * columns[(c * members) + i]);
        }
    }
}
