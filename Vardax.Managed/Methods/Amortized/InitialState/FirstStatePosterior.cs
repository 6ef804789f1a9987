using Vardax.Managed.Assimilation;
using Vardax.Managed.Kernels;
using Vardax.Managed.Methods.Amortized.NormalCoordinates;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Amortized.InitialState;

/// <summary>
/// A posterior over the window's first state, carried over the window by the model: x_0 = m + L V z with covariance L L^T and the
/// <see cref="SortedCoordinates"/> z. Holds its buffers: one instance serves one thread.
/// </summary>
internal sealed class FirstStatePosterior
{
    // Sixteen units in the last place: thinner than that, a single-precision state tells rounding, not where it lies.
    private const double Resolution = 1.0 / (1 << 20);

    private readonly int n;
    private readonly SortedCoordinates sorted;
    private readonly ControlledWindow window;
    private readonly double[] mean, factor, gram, z, state, first;
    private readonly bool[] resolved;
    private readonly float[] windowMean, windowDeviation;
    private readonly Action<int, Span<double>> draw;
    private float[] normals = [];

    public FirstStatePosterior(ProblemSettings settings, Recalibration? recalibration)
    {
        n = settings.StateDimension;
        (window, draw) = (new ControlledWindow(settings, 0), Draw);
        sorted = new SortedCoordinates(n, recalibration);
        (mean, z, state, first, resolved) = (new double[n], new double[n], new double[n], new double[n], new bool[n]);
        (windowMean, windowDeviation) = (new float[window.Entries], new float[window.Entries]);
        (factor, gram) = (new double[n * n], new double[n * n]);
    }

    /// <summary>What a recalibration goes by.</summary>
    public ReadOnlySpan<double> Features => sorted.Features;

    /// <summary>From mean and any root S of the covariance S S^T.</summary>
    /// <returns>Whether the covariance is positive definite.</returns>
    public bool Set(ReadOnlySpan<double> center, ReadOnlySpan<double> root, ReadOnlySpan<float> mask)
    {
        center.CopyTo(mean);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                factor[(i * n) + j] = Reduction.Dot(root.Slice(i * n, n), root.Slice(j * n, n));
        }

        if (!Cholesky.TryLower(factor, n))
            return false;
        window.Carry(mean);
        window.CarryRoot(factor);
        sorted.Sort(window, factor, mask);
        return true;
    }

    /// <summary>The window's mean and standard deviations, by the tangent model about the window of m.</summary>
    public void Marginals(Span<float> mean, Span<float> standardDeviation)
    {
        for (int e = 0; e < window.Entries; e++)
        {
            ReadOnlySpan<double> row = window.Tangent(e);
            double shift = 0, variance = 0;
            for (int k = 0; k < n; k++)
            {
                double along = sorted.Along(row, k), spread = along * sorted.Distributions[k].StandardDeviation;
                shift += along * sorted.Distributions[k].Mean;
                variance += spread * spread;
            }

            (mean[e], standardDeviation[e]) = ((float)(window.Window[e] + shift), (float)Math.Sqrt(variance));
        }
    }

    /// <summary>Whether mean and standard deviations are usable, and so samples and densities are.</summary>
    public AnalysisStatus Status()
    {
        Marginals(windowMean, windowDeviation);
        return AnalysisStatus.Of(windowMean, windowDeviation);
    }

    /// <summary>The moments that <see cref="Status"/> judged.</summary>
    public void Moments(Span<float> mean, Span<float> standardDeviation)
    {
        windowMean.CopyTo(mean);
        windowDeviation.CopyTo(standardDeviation);
    }

    /// <summary>Draws first states and carries them over the window.</summary>
    public void Sample(RandomKey key, int count, Span<float> samples)
    {
        if (normals.Length < 2 * count * n)
            normals = new float[2 * count * n];
        RandomDraws.Normal(key, normals.AsSpan(0, 2 * count * n));
        window.CarryMany(count, draw, samples);
    }

    /// <summary>z = V^T L^-1 (x_0 - m).</summary>
    public void Whiten(ReadOnlySpan<double> firstState, Span<double> coordinates)
    {
        for (int i = 0; i < n; i++)
            state[i] = firstState[i] - mean[i];
        Cholesky.SolveLower(factor, n, state, 1);
        sorted.Rotate(state, coordinates);
    }

    /// <summary>
    /// Log density of the first states of windows, over the coordinates in which the posterior is thicker than single precision
    /// resolves.
    /// </summary>
    public void LogProb(ReadOnlySpan<float> windows, Span<double> logProbs)
    {
        double smallest = 0;
        foreach (double component in mean)
            smallest = Math.Max(smallest, Resolution * Math.Abs(component));
        for (int k = 0; k < n; k++)
        {
            double length = Math.Sqrt(Reduction.Dot(sorted.Column(k), sorted.Column(k)));
            resolved[k] = length * sorted.Distributions[k].StandardDeviation > smallest;
        }

        double volume = LogVolume(resolved);
        for (int i = 0; i < logProbs.Length; i++)
        {
            for (int c = 0; c < n; c++)
                first[c] = windows[(i * window.Entries) + c];
            Whiten(first, z);
            logProbs[i] = -volume;
            for (int k = 0; k < n; k++)
                logProbs[i] += resolved[k] ? sorted.Distributions[k].LogProb(z[k]) : 0;
        }
    }

    /// <summary>Log volume that a unit cube of the resolved coordinates takes: half the log determinant of their Gram matrix.</summary>
    private double LogVolume(ReadOnlySpan<bool> resolved)
    {
        int rank = 0;
        foreach (bool isResolved in resolved)
            rank += isResolved ? 1 : 0;
        for (int i = 0, row = 0; i < n; i++)
        {
            if (!resolved[i])
                continue;
            for (int j = 0, column = 0; j < n; j++)
            {
                if (resolved[j])
                    gram[(row * rank) + column++] = Reduction.Dot(sorted.Column(i), sorted.Column(j));
            }

            row++;
        }

        double log = 0;
        bool proper = Cholesky.TryFactor(gram, rank);
        for (int i = 0; i < rank && proper; i++)
            log += Math.Log(gram[(i * rank) + i]);
        return proper ? log : double.NaN;
    }

    private void Draw(int index, Span<double> firstState)
    {
        sorted.Draw(normals.AsSpan(2 * index * n, 2 * n), state);
        for (int i = 0; i < n; i++)
            firstState[i] = mean[i] + Reduction.Dot(factor.AsSpan(i * n, i + 1), state);
    }
}
