using Vardax.Managed.Kernels;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>
/// One update in the terms of an ensemble: anomalies S (k x N) of what the members would see, and the departure d (k values) of the
/// observations from its mean, both divided by the errors' standard deviations. Every product goes through the smaller of S S^T and S^T S.
/// Holds its buffers: one instance serves one thread and allocates nothing.
/// </summary>
/// <param name="observations">The most values observed at once, p.</param>
/// <param name="members">N.</param>
internal sealed class EnsembleUpdate(int observations, int members)
{
    private readonly double[] anomalies = new double[observations * members], departures = new double[observations];
    private readonly double[] gram = new double[Square(observations, members)], factor = new double[Square(observations, members)];
    private readonly double[] vectors = new double[Square(observations, members)];
    private readonly double[] values = new double[Math.Min(observations, members)], coordinates = new double[Math.Min(observations, members)];
    private readonly double[] small = new double[Math.Min(observations, members) * members];
    private readonly double[] scratch = new double[2 * Math.Min(observations, members)];
    private double[] product = [];

    /// <summary>k, the values observed.</summary>
    public int Count { get; set; }

    /// <summary>S, k x N.</summary>
    public Span<double> Anomalies => anomalies.AsSpan(0, Count * members);

    /// <summary>d, k values.</summary>
    public Span<double> Departures => departures.AsSpan(0, Count);

    /// <summary>N - 1.</summary>
    private double Degrees => members - 1;

    /// <summary>Whether S S^T is the smaller one.</summary>
    private bool IsInObservations => Count <= members;

    /// <summary>Order of the smaller one.</summary>
    private int Order => Math.Min(Count, members);

    /// <summary>Takes what the members would see.</summary>
    /// <param name="seen">p x N, in working units.</param>
    /// <param name="y">The observations.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="std">Standard deviations of all p errors.</param>
    public void Load(ReadOnlySpan<double> seen, ReadOnlySpan<double> y, ReadOnlySpan<int> rows, ReadOnlySpan<double> std)
    {
        Count = rows.Length;
        for (int j = 0; j < rows.Length; j++)
        {
            Span<double> row = anomalies.AsSpan(j * members, members);
            Filtering.Anomalies.Split(seen.Slice(rows[j] * members, members), departures.AsSpan(j, 1), row, members);
            double scale = 1 / std[rows[j]];
            departures[j] = (y[j] - departures[j]) * scale;
            Elementwise.Map(row, row, new VectorScale<double>(scale));
        }
    }

    /// <summary>The trace of S S^T / (N - 1); after <see cref="Multiply"/>.</summary>
    public double Variance
    {
        get
        {
            double trace = 0;
            for (int i = 0; i < Order; i++)
                trace += gram[i * (Order + 1)];
            return trace / Degrees;
        }
    }

    /// <summary>Whether the departure is within the spread: |d|^2 at most <see cref="Variance"/>.</summary>
    public bool Reaches => !(Variance < Reduction.Dot(Departures, Departures));

    /// <summary>S times a factor.</summary>
    public void Widen(double factor)
    {
        Elementwise.Map(Anomalies, Anomalies, new VectorScale<double>(factor));
        Elementwise.Map(gram, gram, new VectorScale<double>(factor * factor));
    }

    /// <summary>Computes the smaller product; after <see cref="Load"/> or a change of S.</summary>
    public void Multiply()
    {
        int k = Count, n = members;
        if (IsInObservations)
        {
            for (int i = 0; i < k; i++)
            {
                for (int j = 0; j <= i; j++)
                    gram[(i * k) + j] = gram[(j * k) + i] = Reduction.Dot(anomalies.AsSpan(i * n, n), anomalies.AsSpan(j * n, n));
            }
        }
        else
        {
            MatMul.Multiply(n, n, k, Anomalies, 1, n, Anomalies, gram, default, default(VectorIdentity<double>));
        }
    }

    /// <summary>
    /// Factors it plus (N - 1) I, and judges the innovation, of covariance C = S S^T / (N - 1) + I: the density of the observations and the
    /// chi square d^T C^-1 d. Needed by <see cref="Weights"/>.
    /// </summary>
    /// <param name="rows">The observations' rows.</param>
    /// <param name="std">Standard deviations of all p errors.</param>
    public Innovation Factor(ReadOnlySpan<int> rows, ReadOnlySpan<double> std)
    {
        int m = Order;
        gram.AsSpan(0, m * m).CopyTo(factor);
        for (int i = 0; i < m; i++)
            factor[(i * m) + i] += Degrees;
        if (!Cholesky.TryFactor(factor, m))
            return new Innovation(Count, double.NaN, double.NaN);
        double log = 0, square = 0;
        for (int i = 0; i < m; i++)
            log += 2 * Math.Log(factor[(i * m) + i]);
        log -= m * Math.Log(Degrees);
        foreach (int row in rows)
            log += 2 * Math.Log(std[row]);
        Span<double> half = coordinates.AsSpan(0, m);
        if (IsInObservations)
        {
            Departures.CopyTo(half);
            Cholesky.SolveLower(factor, m, half, 1);
            square = Degrees * Reduction.Dot(half, half);
        }
        else
        {
            Project(half);
            Cholesky.SolveLower(factor, m, half, 1);
            square = Reduction.Dot(Departures, Departures) - Reduction.Dot(half, half);
        }

        return Filtering.Innovation.Gaussian(Count, square, log);
    }

    /// <summary>weights (N x columns) = S^T (S S^T + (N - 1) I)^-1 B: B's gain in terms of the members.</summary>
    /// <param name="b">k x columns; overwritten.</param>
    /// <param name="columns">Columns of B.</param>
    /// <param name="weights">Receives N x columns.</param>
    public void Weights(Span<double> b, int columns, Span<double> weights)
    {
        if (IsInObservations)
            Cholesky.SolveFactored(factor, Count, b, columns);
        MatMul.Multiply(members, columns, Count, Anomalies, 1, members, b, weights, default, default(VectorIdentity<double>));
        if (!IsInObservations)
            Cholesky.SolveFactored(factor, members, weights, columns);
    }

    /// <summary>
    /// Decomposes the smaller product, with l_i its eigenvalues; after <see cref="Multiply"/>. Needed by <see cref="Transform"/>.
    /// </summary>
    public void Decompose()
    {
        int m = Order;
        gram.AsSpan(0, m * m).CopyTo(factor);
        TridiagonalEigen.Decompose(factor.AsSpan(0, m * m), m, values, IsInObservations ? vectors : small, scratch);
        Span<double> c = coordinates.AsSpan(0, m), along = factor.AsSpan(0, m);
        if (IsInObservations)
        {
            MatMul.Multiply(m, members, m, vectors, m, 1, Anomalies, small, default, default(VectorIdentity<double>));
            Departures.CopyTo(along);
        }
        else
        {
            Transpose.Copy(m, m, small, vectors);
            Project(along);
        }

        ReadOnlySpan<double> rows = IsInObservations ? vectors : small;
        for (int i = 0; i < m; i++)
            c[i] = Reduction.Dot(rows.Slice(i * m, m), along);
    }

    /// <summary>Eigenvalues l_i = s_i^2, after <see cref="Decompose"/>.</summary>
    public ReadOnlySpan<double> Eigenvalues => values.AsSpan(0, Order);

    /// <summary>The square of the departure along eigenvector i of S S^T.</summary>
    public double SquaredDeparture(int i) => IsInObservations ? coordinates[i] * coordinates[i]
        : values[i] > 1e-12 * values[0] ? coordinates[i] * coordinates[i] / values[i] : 0;

    /// <summary>
    /// The symmetric square root: mean += w A, A = T A with T = (I + S^T S / (N - 1))^(-1/2), w = d^T S (S^T S + (N - 1) I)^-1.
    /// </summary>
    /// <param name="mean">A mean for each row of A.</param>
    /// <param name="a">A, rows x N.</param>
    /// <param name="prior">What S and A are multiplied by before.</param>
    public void Transform(Span<double> mean, Span<double> a, double prior = 1)
    {
        int m = Order, rows = mean.Length;
        Span<double> b = Product(rows * m);
        // S = U s V^T. In observations the rows are s V^T, else V^T; B = A times their transpose.
        MultiplyTransposed(rows, m, a, b);
        for (int i = 0; i < m; i++)
        {
            double square = Math.Max(0, values[i]) * prior * prior, sum = Degrees + square;
            double step = prior * prior * coordinates[i] / sum;
            double change = IsInObservations
                ? -prior * prior * prior / (sum + Math.Sqrt(Degrees * sum))
                : prior * Math.Sqrt(Degrees / sum);
            for (int c = 0; c < rows; c++)
            {
                ref double at = ref b[(c * m) + i];
                mean[c] += step * at;
                at *= change;
            }
        }

        if (IsInObservations)
        {
            for (int c = 0; c < rows; c++)
            {
                Span<double> row = a.Slice(c * members, members);
                if (prior != 1)
                    Elementwise.Map(row, row, new VectorScale<double>(prior));
                for (int i = 0; i < m; i++)
                    Elementwise.Map(small.AsSpan(i * members, members), row, row, new VectorAddScaled<double>(b[(c * m) + i]));
            }
        }
        else
        {
            MatMul.Multiply(rows, members, m, b, m, 1, small, a, default, default(VectorIdentity<double>));
        }
    }

    /// <summary>Row <paramref name="to"/> of S and d from another update's, times a factor.</summary>
    public void Copy(EnsembleUpdate other, int from, int to, double factor)
    {
        Elementwise.Map(other.anomalies.AsSpan(from * members, members), anomalies.AsSpan(to * members, members), new VectorScale<double>(factor));
        departures[to] = factor * other.departures[from];
    }

    /// <summary>S = S M, M of N x N.</summary>
    public void Decondition(ReadOnlySpan<double> matrix)
    {
        Span<double> result = Product(Count * members);
        MatMul.Multiply(Count, members, members, Anomalies, members, 1, matrix, result, default, default(VectorIdentity<double>));
        result.CopyTo(Anomalies);
    }

    /// <summary>x = (S^T S + (N - 1) I)^-1 x, N values; after <see cref="Decompose"/>.</summary>
    public void Solve(Span<double> x)
    {
        int m = Order;
        Span<double> along = Product(m);
        for (int i = 0; i < m; i++)
            along[i] = Reduction.Dot(small.AsSpan(i * members, members), x);
        Elementwise.Map(x, x, new VectorScale<double>(IsInObservations ? 1 / Degrees : 0));
        for (int i = 0; i < m; i++)
        {
            double sum = Math.Max(0, values[i]) + Degrees;
            Elementwise.Map(small.AsSpan(i * members, members), x, x,
                new VectorAddScaled<double>(IsInObservations ? -along[i] / (Degrees * sum) : along[i] / sum));
        }
    }

    /// <summary>T = (I + S^T S / (N - 1))^(-1/2) and its inverse, N x N; after <see cref="Decompose"/>.</summary>
    public void Roots(Span<double> root, Span<double> inverse)
    {
        root.Clear();
        inverse.Clear();
        for (int k = 0; k < members && IsInObservations; k++)
            root[k * (members + 1)] = inverse[k * (members + 1)] = 1;
        for (int i = 0; i < Order; i++)
        {
            ReadOnlySpan<double> row = small.AsSpan(i * members, members);
            double square = Math.Max(0, values[i]), sum = square + Degrees;
            (double ofRoot, double ofInverse) = IsInObservations
                ? (-1 / (sum + Math.Sqrt(Degrees * sum)), 1 / (Degrees + Math.Sqrt(Degrees * sum)))
                : (Math.Sqrt(Degrees / sum), Math.Sqrt(sum / Degrees));
            for (int k = 0; k < members; k++)
            {
                Span<double> target = root.Slice(k * members, members);
                Elementwise.Map(row, target, target, new VectorAddScaled<double>(ofRoot * row[k]));
                target = inverse.Slice(k * members, members);
                Elementwise.Map(row, target, target, new VectorAddScaled<double>(ofInverse * row[k]));
            }
        }
    }

    private static int Square(int observations, int members)
    {
        int order = Math.Min(observations, members);
        return order * order;
    }

    /// <summary>S^T d, N values.</summary>
    public void Project(Span<double> result) =>
        MatMul.Multiply(1, members, Count, Departures, Count, 1, Anomalies, result, default, default(VectorIdentity<double>));

    private Span<double> Product(int size)
    {
        if (product.Length < size)
            product = new double[size];
        return product.AsSpan(0, size);
    }

    private void MultiplyTransposed(int rows, int m, ReadOnlySpan<double> a, Span<double> b)
    {
        if (!IsInObservations)
        {
            MatMul.Multiply(rows, m, members, a, members, 1, vectors, b, default, default(VectorIdentity<double>));
            return;
        }

        for (int c = 0; c < rows; c++)
        {
            for (int i = 0; i < m; i++)
                b[(c * m) + i] = Reduction.Dot(a.Slice(c * members, members), small.AsSpan(i * members, members));
        }
    }
}
