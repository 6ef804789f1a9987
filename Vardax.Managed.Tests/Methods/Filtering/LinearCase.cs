using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Filtering;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Filtering;

/// <summary>A linear model with linear instruments of different errors, and the Kalman filter by the plainest loops.</summary>
internal sealed class LinearCase
{
    private readonly MatrixModel model;
    private readonly LinearOperator observing;
    private readonly double[] std;
    private readonly double[]? modelError;

    public LinearCase(int n, int p, bool hasModelError = false)
    {
        (N, P) = (n, p);
        model = MatrixModel.Random(n, n);
        observing = new LinearOperator(p, n, Numbers.Normal(7, p * n));
        std = [.. Enumerable.Range(0, p).Select(i => 0.5 + (0.2 * i))];
        modelError = hasModelError ? PlainMatrix.RandomCovariance(5, n, 0.3) : null;
        System = new StateSpaceModel(model, Dt, InitialDistribution.Normal(Numbers.Normal(3, n), 1.5),
            new ObservingSystem([.. std.Select((s, i) => new Instrument($"y{i}", new NormalError(s), new RegularSteps(1)))], observing),
            modelError is null ? null : new DenseCovariance(n, modelError));
        (Mean, Covariance) = ([.. System.Initial.Components.Select(c => c.Mean)], PlainMatrix.Identity(n));
        for (int i = 0; i < n; i++)
            Covariance[(i * n) + i] = 1.5 * 1.5;
    }

    public const double Dt = 0.1;

    public int N { get; }

    public int P { get; }

    public StateSpaceModel System { get; }

    /// <summary>Of the Kalman filter.</summary>
    public double[] Mean { get; private set; }

    /// <summary>Of the Kalman filter.</summary>
    public double[] Covariance { get; private set; }

    /// <summary>Starts at the moments of a filter.</summary>
    public void StartAt(Filter filter)
    {
        filter.Mean(Mean);
        filter.Covariance(Covariance);
    }

    public double[] Values(int update) => Numbers.Normal(100 + update, P);

    public void Forecast()
    {
        Mean = PlainMatrix.Multiply(model.Matrix, Mean, N, N, 1);
        Covariance = PlainMatrix.Multiply(PlainMatrix.Multiply(model.Matrix, Covariance, N, N, N), PlainMatrix.Transpose(model.Matrix, N, N), N, N, N);
        for (int i = 0; i < Covariance.Length; i++)
            Covariance[i] += Dt * (modelError?[i] ?? 0);
    }

    /// <summary>The update by some instruments: the gain, and chi square and log density of the innovation.</summary>
    public (double[] Gain, double ChiSquare, double LogEvidence) Update(double[] values, params int[] rows)
    {
        int k = rows.Length;
        double[] h = [.. rows.SelectMany(row => observing.Matrix.Slice(row * N, N).ToArray())];
        double[] cross = PlainMatrix.Multiply(Covariance, PlainMatrix.Transpose(h, k, N), N, N, k);
        double[] c = PlainMatrix.Multiply(h, cross, k, N, k);
        for (int i = 0; i < k; i++)
            c[(i * k) + i] += std[rows[i]] * std[rows[i]];
        (double[] inverse, double log) = PlainMatrix.Invert(c, k);
        double[] seen = PlainMatrix.Multiply(h, Mean, k, N, 1), d = [.. rows.Select((row, i) => values[row] - seen[i])];
        double[] gain = PlainMatrix.Multiply(cross, inverse, N, k, k), step = PlainMatrix.Multiply(gain, d, N, k, 1);
        double[] change = PlainMatrix.Multiply(gain, PlainMatrix.Transpose(cross, N, k), N, k, N);
        double chi = PlainMatrix.Multiply(d, PlainMatrix.Multiply(inverse, d, k, k, 1), 1, k, 1)[0];
        Mean = [.. Mean.Select((m, i) => m + step[i])];
        Covariance = [.. Covariance.Select((x, i) => x - change[i])];
        return (gain, chi, -0.5 * (chi + log + (k * Math.Log(2 * Math.PI))));
    }

    public void AssertSame(Filter filter, double tolerance)
    {
        double[] mean = new double[N], covariance = new double[N * N], std = new double[N];
        filter.Mean(mean);
        filter.Covariance(covariance);
        filter.Std(std);
        CloseAssert.Absolute(Mean, mean, tolerance, "mean");
        CloseAssert.Absolute(Covariance, covariance, tolerance, "covariance");
        CloseAssert.Absolute([.. Enumerable.Range(0, N).Select(i => Math.Sqrt(Covariance[(i * N) + i]))], std, Math.Sqrt(tolerance), "std");
    }
}
