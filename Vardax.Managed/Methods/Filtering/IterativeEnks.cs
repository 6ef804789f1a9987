using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The iterative ensemble Kalman smoother (IEnKS, single data assimilation, transform, square root): Gauss-Newton in the space of the ensemble
/// X = A_0 at the start of a window that ends at the observations, E = x_0 + (w + T) X; dw = (Y^T Y + (N - 1) I)^-1 (Y^T d - (N - 1) w) with
/// Y = T^-1 times the anomalies seen at the window's end, and T = sqrt(N - 1) (Y^T Y + (N - 1) I)^(-1/2). The window spans
/// <see cref="FilterOptions.Lag"/> updates; inflation and rotation act at its start. Model error adds a covariance W, moved by the tangent: R is
/// then H W H^T + R, and members at the end get their mean given the observations and a draw of what is left of W. M. Bocquet and P. Sakov, "An iterative ensemble Kalman
/// smoother", Q. J. R. Meteorol. Soc. 140 (2014). Anchor: Lorenz-63, N 10, inflation 1.02, rotated, sakov2012: 0.31.
/// </summary>
public sealed class IterativeEnks : EnsembleFilter
{
    // Of a squared step of w over N: beyond this the mean moves by a millionth of its spread.
    private const double Tolerance = 1e-12;

    private readonly double[] start, mean, anomalies, trial, weights, transform, inverse, combination, gradient;
    private readonly ForecastRecord record;
    private readonly AdaptiveInflation? adaptive;
    private readonly WindowErrors? errors;

    /// <summary>Starts at draws of the initial distribution.</summary>
    /// <param name="system">The system.</param>
    /// <param name="options">The settings; null for those of <see cref="FilterOptions"/>.</param>
    /// <exception cref="ArgumentException">The system has model error, and the window spans more than one update.</exception>
    public IterativeEnks(StateSpaceModel system, FilterOptions? options = null)
        : base(system, options)
    {
        Guard.Setting(system.ModelError is null || Options.Lag == 1, nameof(FilterOptions.Lag), Options.Lag, "1 of a system with model error");
        int n = system.StateDimension, count = Options.Members;
        (start, mean, anomalies, trial) = ([.. Current.States], new double[n], new double[n * count], new double[n * count]);
        (weights, gradient) = (new double[count], new double[count]);
        (transform, inverse, combination) = (new double[count * count], new double[count * count], new double[count * count]);
        record = new ForecastRecord(Options.Lag);
        adaptive = Options.AdaptsInflation ? new AdaptiveInflation() : null;
        errors = system.ModelError is null ? null : new WindowErrors(system, count);
        errors?.Start(start);
    }

    /// <summary>Iterations of the last update.</summary>
    public int LastIterations { get; private set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [Current.States, start, record.Values, .. adaptive?.Arrays ?? [], .. errors?.Arrays ?? []];

    private IPropagator<double> Model => System.Model.DoublePrecision;

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey key)
    {
        record.Add(dt, count);
        errors?.Propagate(dt, count);
        base.Propagate(dt, count, key);
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        int count = Members;
        Anomalies.Split(start, mean, anomalies, count);
        weights.AsSpan().Clear();
        Identity(transform);
        Identity(inverse);
        errors?.Prepare(y, rows);
        for (LastIterations = 1; ; LastIterations++)
        {
            bool isFirst = LastIterations == 1;
            // The present members are what the window's start becomes, unless the model's errors have moved them.
            if (!isFirst || errors is not null)
            {
                Combine(trial);
                record.Propagate(Model, trial, count, 0, record.Count);
            }

            See(isFirst && errors is null ? Current.States : trial, y, rows, ErrorStd);
            errors?.Whiten(Prediction, ErrorStd);
            if (!isFirst)
                Prediction.Decondition(inverse);
            Prediction.Multiply();
            if (isFirst)
            {
                adaptive?.Apply(Prediction, anomalies);
                Innovation = Prediction.Factor(rows, ErrorStd);
                Innovation = Innovation with { LogEvidence = Innovation.LogEvidence - (errors?.LogDeterminant ?? 0) / 2 };
            }

            Prediction.Decompose();
            Prediction.Project(gradient);
            for (int i = 0; i < count; i++)
                gradient[i] -= (count - 1) * weights[i];
            Prediction.Solve(gradient);
            Elementwise.Map(gradient, weights, weights, default(VectorAdd<double>));
            Prediction.Roots(transform, inverse);
            double moved = Reduction.Dot(gradient, gradient) / count;
            if (LastIterations == Options.Iterations || !(moved > Tolerance))
                break;
        }

        Smooth(key);
        record.AddUpdate();
        if (record.Updates == Options.Lag)
        {
            record.Propagate(Model, start, count, 0, record.BeforeFirstUpdate());
            record.DropFirst();
        }

        errors?.Add(start, key.ObservationErrors());
        errors?.Start(start);

        start.CopyTo(Current.States, 0);
        record.Propagate(Model, Current.States, count, 0, record.Count);
    }

    private static void Identity(double[] matrix)
    {
        int n = (int)Math.Sqrt(matrix.Length);
        matrix.AsSpan().Clear();
        for (int i = 0; i < n; i++)
            matrix[i * (n + 1)] = 1;
    }

    /// <summary>x_0 + (w + T) X.</summary>
    private void Combine(Span<double> ensemble)
    {
        int count = Members;
        for (int k = 0; k < count; k++)
            Elementwise.Map(transform.AsSpan(k * count, count), combination.AsSpan(k * count, count), new VectorAddConstant<double>(weights[k]));
        MatMul.Multiply(mean.Length, count, count, anomalies, count, 1, combination, ensemble, default, default(VectorIdentity<double>));
        Anomalies.Join(mean, ensemble, ensemble, count);
    }

    /// <summary>The ensemble at the window's start, given all observations; then inflation and rotation.</summary>
    private void Smooth(RandomKey key)
    {
        Combine(trial);
        Anomalies.Split(trial, mean, trial, Members);
        Finish(trial, key);
        Anomalies.Join(mean, trial, start, Members);
    }
}
