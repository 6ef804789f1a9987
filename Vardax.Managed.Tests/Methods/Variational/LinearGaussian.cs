using Vardax.Managed.Gaussians;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Systems;
using Vardax.Managed.Tests.Support;

namespace Vardax.Managed.Tests.Methods.Variational;

/// <summary>
/// A random linear-Gaussian problem of any size and its posterior in closed form: the joint normal distribution of all states of
/// the window, conditioned on the observations (mean + P H^T (H P H^T + R)^-1 d, P - P H^T (H P H^T + R)^-1 H P), by plain loops.
/// </summary>
internal sealed class LinearGaussian
{
    private readonly List<(double[] H, double[] R)> seen = [];

    /// <summary>Observed by a mask with diagonal R at step 0, by random H with dense and block R at the last two.</summary>
    public LinearGaussian(int n, int steps)
    {
        (Dimension, Steps) = (n, steps);
        Model = MatrixModel.Random(n, n);
        Settings = new ProblemSettings
        {
            Model = Model, Initial = InitialDistribution.Normal(new double[n], 1), WindowSteps = steps, TotalSteps = steps,
            Observing = ObservingSystem.OfComponents(Model),
        };
        B = PlainMatrix.RandomCovariance(n + 1, n, 2);
        Q = PlainMatrix.RandomCovariance(n + 2, n, 0.3);
        Mean = Numbers.Normal(n + 3, n);
        var observations = new List<WindowObservation>();

        int[] components = [.. Enumerable.Range(0, n).Where(c => c % 2 == 0).Take(20)];
        double[] std = Numbers.Uniform(n + 4, components.Length, 0.5, 1);
        double[] selection = new double[components.Length * n];
        for (int i = 0; i < components.Length; i++)
            selection[(i * n) + components[i]] = 1;
        Add(0, new SelectionOperator(n, components), selection, new DiagonalCovariance(std), Diagonal(std));

        int p = Math.Min(n, 12);
        double[] h = Numbers.Normal(n + 5, p * n), r = PlainMatrix.RandomCovariance(n + 6, p, 0.7);
        Add(steps - 1, new LinearOperator(p, n, h), h, new DenseCovariance(p, r), r);

        double[] h2 = Numbers.Normal(n + 7, (p + 1) * n), block = new double[(p + 1) * (p + 1)];
        for (int i = 0; i < p; i++)
            r.AsSpan(i * p, p).CopyTo(block.AsSpan(i * (p + 1)));
        block[^1] = 0.8 * 0.8;
        Add(steps, new LinearOperator(p + 1, n, h2), h2,
            new BlockDiagonalCovariance(new DenseCovariance(p, r), new DiagonalCovariance(0.8)), block);
        Observations = observations;

        void Add(int step, IObservationOperator operatorH, double[] matrix, Covariance errors, double[] matrixR)
        {
            double[] values = Numbers.Normal(n + 8 + step, errors.Dimension);
            observations.Add(new WindowObservation(step, values, operatorH, errors));
            seen.Add((matrix, matrixR));
        }
    }

    /// <summary>The sizes tested, each with its number of steps.</summary>
    public static TheoryData<int, int> Sizes => new() { { 1, 7 }, { 2, 5 }, { 3, 4 }, { 10, 4 }, { 40, 3 }, { 200, 2 } };

    public int Dimension { get; }

    public int Steps { get; }

    public MatrixModel Model { get; }

    public ProblemSettings Settings { get; }

    public double[] Mean { get; }

    public double[] B { get; }

    public double[] Q { get; }

    public IReadOnlyList<WindowObservation> Observations { get; }

    public Gaussian Prior => new(Mean, new DenseCovariance(Dimension, B));

    public DenseCovariance ModelError => new(Dimension, Q);

    /// <summary>Mean and covariance of the window before the observations.</summary>
    public (double[] Mean, double[] Covariance) WindowPrior(bool modelError)
    {
        int n = Dimension, entries = n * (Steps + 1);
        double[] a = Model.Matrix, transposed = PlainMatrix.Transpose(a, n, n), state = Mean, variance = B;
        double[] mean = new double[entries], covariance = new double[entries * entries];
        for (int t = 0; t <= Steps; t++)
        {
            if (t > 0)
            {
                state = PlainMatrix.Multiply(a, state, n, n, 1);
                variance = PlainMatrix.Multiply(PlainMatrix.Multiply(a, variance, n, n, n), transposed, n, n, n);
                for (int i = 0; modelError && i < variance.Length; i++)
                    variance[i] += Q[i];
            }

            state.CopyTo(mean, t * n);
            // Cov(x_s, x_t) = A^(s-t) P_t for s >= t.
            double[] cross = variance;
            for (int s = t; s <= Steps; s++)
            {
                if (s > t)
                    cross = PlainMatrix.Multiply(a, cross, n, n, n);
                for (int i = 0; i < n; i++)
                {
                    for (int j = 0; j < n; j++)
                    {
                        covariance[(((s * n) + i) * entries) + (t * n) + j] = cross[(i * n) + j];
                        covariance[(((t * n) + j) * entries) + (s * n) + i] = cross[(i * n) + j];
                    }
                }
            }
        }

        return (mean, covariance);
    }

    /// <summary>Mean and covariance of the window given the observations; scales to make R or B wrong.</summary>
    public (double[] Mean, double[] Covariance) Window(bool modelError, double scaleR = 1, double scaleP = 1)
    {
        (double[] mean, double[] p) = WindowPrior(modelError);
        int entries = mean.Length, count = Observations.Sum(o => o.Values.Count), n = Dimension;
        double[] h = new double[count * entries], innovation = new double[count * count], d = new double[count];
        p = [.. p.Select(x => scaleP * x)];
        int row = 0;
        foreach ((WindowObservation o, (double[] matrix, double[] r)) in Observations.Zip(seen))
        {
            int size = o.Values.Count;
            for (int i = 0; i < size; i++)
            {
                matrix.AsSpan(i * n, n).CopyTo(h.AsSpan(((row + i) * entries) + (o.Step * n)));
                d[row + i] = o.Values[i];
                for (int j = 0; j < size; j++)
                    innovation[((row + i) * count) + row + j] = scaleR * r[(i * size) + j];
            }

            row += size;
        }

        double[] hp = PlainMatrix.Multiply(h, p, count, entries, entries);
        double[] hph = PlainMatrix.Multiply(hp, PlainMatrix.Transpose(h, count, entries), count, entries, count);
        double[] predicted = PlainMatrix.Multiply(h, mean, count, entries, 1);
        for (int i = 0; i < innovation.Length; i++)
            innovation[i] += hph[i];
        for (int i = 0; i < count; i++)
            d[i] -= predicted[i];
        double[] gain = PlainMatrix.Multiply(
            PlainMatrix.Transpose(hp, count, entries), PlainMatrix.Invert(innovation, count).Inverse, entries, count, count);
        double[] increment = PlainMatrix.Multiply(gain, d, entries, count, 1);
        double[] reduction = PlainMatrix.Multiply(gain, hp, entries, count, entries);
        return ([.. mean.Zip(increment, (x, y) => x + y)], [.. p.Zip(reduction, (x, y) => x - y)]);
    }

    /// <summary>Mean and covariance of (x_0, eta_0, ..., eta_{K-1}), eta_k = x_{k+1} - A x_k, from those of the window.</summary>
    public (double[] Mean, double[] Covariance) Errors((double[] Mean, double[] Covariance) window)
    {
        int n = Dimension, entries = window.Mean.Length;
        double[] map = PlainMatrix.Identity(entries);
        for (int t = 1; t <= Steps; t++)
        {
            for (int i = 0; i < n; i++)
            {
                for (int j = 0; j < n; j++)
                    map[(((t * n) + i) * entries) + ((t - 1) * n) + j] = -Model.Matrix[(i * n) + j];
            }
        }

        double[] half = PlainMatrix.Multiply(map, window.Covariance, entries, entries, entries);
        return (PlainMatrix.Multiply(map, window.Mean, entries, entries, 1),
            PlainMatrix.Multiply(map, PlainMatrix.Transpose(half, entries, entries), entries, entries, entries));
    }

    /// <summary>Mean and covariance of x_0, from those of the window.</summary>
    public (double[] Mean, double[] Covariance) FirstState((double[] Mean, double[] Covariance) window)
    {
        int n = Dimension, entries = window.Mean.Length;
        return (window.Mean[..n],
            [.. Enumerable.Range(0, n).SelectMany(i => window.Covariance[(i * entries)..((i * entries) + n)])]);
    }

    /// <summary>The largest error of a posterior, relative to the prior standard deviations given.</summary>
    public static double Error(
        (double[] Mean, double[] Covariance) expected, double[] mean, double[] covariance, double[] priorVariance)
    {
        int n = expected.Mean.Length;
        Assert.Equal((n, n * n), (mean.Length, covariance.Length));
        double worst = 0;
        double[] std = [.. priorVariance.Select(Math.Sqrt)];
        for (int i = 0; i < n; i++)
        {
            worst = Worse(worst, Math.Abs(mean[i] - expected.Mean[i]) / std[i]);
            for (int j = 0; j < n; j++)
            {
                int at = (i * n) + j;
                worst = Worse(worst, Math.Abs(covariance[at] - expected.Covariance[at]) / (std[i] * std[j]));
            }
        }

        return worst;
    }

    /// <summary>The variances of a covariance matrix.</summary>
    public static double[] Variances(double[] covariance, int n) =>
        [.. Enumerable.Range(0, n).Select(i => covariance[i * (n + 1)])];

    /// <summary>Checks a posterior's window against the closed form, to 1e-6 prior standard deviations.</summary>
    public void AgreesWithWindow(LaplaceApproximation posterior, bool modelError)
    {
        Assert.True(posterior.Status.IsUsable, posterior.Status.Message);
        (double[] Mean, double[] Covariance) exact = Window(modelError);
        double[] priorVariance = Variances(WindowPrior(modelError).Covariance, exact.Mean.Length);
        double[] covariance = posterior.Covariance();
        Assert.InRange(Error(exact, posterior.Mean, covariance, priorVariance), 0, 1e-6);
        double[] std = [.. Variances(covariance, exact.Mean.Length).Select(Math.Sqrt)];
        CloseAssert.Absolute(std, posterior.StandardDeviation, 1e-9);
    }

    private static double Worse(double worst, double error) =>
        double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);

    private static double[] Diagonal(double[] std)
    {
        double[] matrix = PlainMatrix.Identity(std.Length);
        for (int i = 0; i < std.Length; i++)
            matrix[i * (std.Length + 1)] = std[i] * std[i];
        return matrix;
    }
}
