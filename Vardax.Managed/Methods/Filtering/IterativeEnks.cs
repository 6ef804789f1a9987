using Vardax.Managed.Dynamics;
using Vardax.Managed.Guards;
using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// The iterative ensemble Kalman smoother (IEnKS, single data assimilation, transform, square root): Gauss-Newton in the space of the ensemble
/// X = A_0 at the start of a window that ends at the observations, E = x_0 + (w + T) X; dw = (Y^T Y + (N - 1) I)^-1 (Y^T d - (N - 1) w)
/// with Y = T^-1 times the anomalies seen at the window's end, and T = sqrt(N - 1) (Y^T Y + (N - 1) I)^(-1/2). The window spans
/// <see cref="FilterOptions.Lag"/> updates; inflation and rotation act at its start, from where the members are moved on; the ensemble after an
/// update is the one before them, to first order in the last step, if that is small or only one is wanted. Model error adds a covariance W,
/// moved by the tangent: R is then H W H^T + R, and members at the end get their mean given the observations and a draw of what is left of W.
/// M. Bocquet and P. Sakov, "An iterative ensemble Kalman smoother", Q. J. R. Meteorol. Soc. 140 (2014). Anchor: Lorenz-63, N 10, inflation
/// 1.02, rotated, sakov2012: 0.31.
/// </summary>
public sealed class IterativeEnks : EnsembleFilter
{
    // Of a squared step of w over N: beyond this the mean moves by a millionth of its spread.
    private const double Tolerance = 1e-12;

    // A last step beyond this, a tenth of the spread, is no guide to the ensemble at the window's end.
    private const double SmallStep = 1e-2;

    private readonly double[] start, mean, anomalies, trial, ended, present, endMean, weights, transform, inverse, combination, gradient, isAnalysis = new double[1];
    private readonly ForecastRecord record;
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
        (ended, present, endMean) = (new double[n * count], new double[n * count], new double[n]);
        (weights, gradient) = (new double[count], new double[count]);
        (transform, inverse, combination) = (new double[count * count], new double[count * count], new double[count * count]);
        record = new ForecastRecord(Options.Lag);
        errors = system.ModelError is null ? null : new WindowErrors(system, count);
        errors?.Start(start);
    }

    /// <summary>Iterations of the last update.</summary>
    public int LastIterations { get; private set; }

    /// <inheritdoc/>
    private protected override IReadOnlyList<double[]> Arrays => [.. base.Arrays, start, present, isAnalysis, record.Values, .. errors?.Arrays ?? []];

    private IPropagator<double> Model => System.Model.DoublePrecision;

    /// <inheritdoc/>
    private protected override void Propagate(double dt, int count, RandomKey key)
    {
        Resume();
        record.Add(dt, count);
        errors?.Propagate(dt, count);
        base.Propagate(dt, count, key);
    }

    /// <inheritdoc/>
    private protected override void Analyse(ReadOnlySpan<double> y, ReadOnlySpan<int> rows, RandomKey key)
    {
        int count = Members;
        Resume();
        Anomalies.Split(start, mean, anomalies, count);
        weights.AsSpan().Clear();
        Identity(transform);
        Identity(inverse);
        errors?.Prepare(y, rows);
        double widened = 1;
        double step;
        for (LastIterations = 1; ; LastIterations++)
        {
            bool isFirst = LastIterations == 1;
            // The present members are what the window's start becomes, unless the model's errors have moved them.
            if (!isFirst || errors is not null)
            {
                Combine(mean, anomalies, weights, trial);
                record.Propagate(Model, trial, count, 0, record.Count);
            }

            double[] end = isFirst && errors is null ? Current.States : trial;
            See(end, y, rows, ErrorStd);
            errors?.Whiten(Prediction, ErrorStd);
            if (!isFirst)
                Prediction.Decondition(inverse);
            Prediction.Multiply();
            if (isFirst)
            {
                widened = Widen(rows, anomalies);
                Innovation = Innovation with { LogEvidence = Innovation.LogEvidence - (errors?.LogDeterminant ?? 0) / 2 };
            }

            Prediction.Decompose();
            Prediction.Project(gradient);
            for (int i = 0; i < count; i++)
                gradient[i] -= (count - 1) * weights[i];
            Prediction.Solve(gradient);
            Elementwise.Map(gradient, weights, weights, default(VectorAdd<double>));
            step = Reduction.Dot(gradient, gradient) / count;
            bool isLast = !(step > Tolerance) || LastIterations == Options.Iterations;
            if (isLast)
                Decondition(end, isFirst ? widened : 1);
            Prediction.Roots(transform, inverse);
            if (isLast)
                break;
        }

        Combine(endMean, ended, gradient, Current.States);
        Smooth(key);
        record.AddUpdate();
        if (record.Updates == Options.Lag)
        {
            record.Propagate(Model, start, count, 0, record.BeforeFirstUpdate());
            record.DropFirst();
        }

        errors?.Add(start, key.ObservationErrors());
        errors?.Start(start);

        start.CopyTo(present, 0);
        record.Propagate(Model, present, count, 0, record.Count);
        isAnalysis[0] = 1;
        if (errors is not null || (step > SmallStep && Options.Iterations > 1))
            Resume();
    }

    private static void Identity(double[] matrix)
    {
        int n = (int)Math.Sqrt(matrix.Length);
        matrix.AsSpan().Clear();
        for (int i = 0; i < n; i++)
            matrix[i * (n + 1)] = 1;
    }

    /// <summary>From the ensemble after an update to the one that is moved on.</summary>
    private void Resume()
    {
        if (isAnalysis[0] != 0)
            present.CopyTo(Current.States, 0);
        isAnalysis[0] = 0;
    }

    /// <summary>The ensemble at the window's end as a mean and T^-1 times its anomalies, times a factor.</summary>
    private void Decondition(ReadOnlySpan<double> end, double factor)
    {
        int count = Members;
        Anomalies.Split(end, endMean, trial, count);
        if (factor != 1)
            Elementwise.Map(trial, trial, new VectorScale<double>(factor));
        MatMul.Multiply(endMean.Length, count, count, trial, count, 1, inverse, ended, default, default(VectorIdentity<double>));
    }

    /// <summary>x + (w + T) X.</summary>
    private void Combine(ReadOnlySpan<double> x, ReadOnlySpan<double> anomalies, ReadOnlySpan<double> w, Span<double> ensemble)
    {
        int count = Members;
        for (int k = 0; k < count; k++)
            Elementwise.Map(transform.AsSpan(k * count, count), combination.AsSpan(k * count, count), new VectorAddConstant<double>(w[k]));
        MatMul.Multiply(x.Length, count, count, anomalies, count, 1, combination, ensemble, default, default(VectorIdentity<double>));
        Anomalies.Join(x, ensemble, ensemble, count);
    }

    /// <summary>The ensemble at the window's start, given all observations; then inflation and rotation.</summary>
    private void Smooth(RandomKey key)
    {
        Combine(mean, anomalies, weights, trial);
        Anomalies.Split(trial, mean, trial, Members);
        Finish(trial, key);
        Anomalies.Join(mean, trial, start, Members);
    }
}
