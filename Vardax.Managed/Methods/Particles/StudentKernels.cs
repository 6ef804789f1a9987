using Vardax.Managed.Kernels;
using Vardax.Managed.Randomness;
using Vardax.Managed.Scores;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// A mixture of multivariate Student-t kernels with 5 degrees about draws, which are shrunk to their mean so that the mixture has their
/// mean and covariance (West 1993, "Approximating posterior distributions by mixtures", JRSS B 55): it bends as the draws do, and its tails
/// are heavier than theirs. One kernel in ten stands at the mean with three times the draws' standard deviations, and finds what they leave
/// out. Holds its buffers.
/// </summary>
internal sealed class StudentKernels
{
    private const int Degrees = 5, Kernels = 400, Wide = 10;

    private readonly int n;
    private readonly double bandwidth, logConstant;
    private readonly double[] mean, root, centers, white;
    private readonly float[] normals;

    /// <summary>Makes room for draws of n values.</summary>
    public StudentKernels(int n)
    {
        this.n = n;
        // Silverman's.
        bandwidth = Math.Pow(4.0 / ((n + 2) * Kernels), 1.0 / (n + 4));
        logConstant = GammaFunction.Log((Degrees + n) / 2.0) - GammaFunction.Log(Degrees / 2.0) - (n * Math.Log(Math.PI * Degrees) / 2);
        (mean, root, centers, white) = (new double[n], new double[n * n], new double[Kernels * n], new double[n]);
        normals = new float[n + Degrees];
    }

    /// <summary>Takes the kernels from weighted draws.</summary>
    /// <param name="draws">Draws, n values each.</param>
    /// <param name="weights">Their weights, which sum to 1.</param>
    /// <returns>Whether the draws have a covariance.</returns>
    public bool Fit(ReadOnlySpan<double> draws, ReadOnlySpan<double> weights)
    {
        mean.AsSpan().Clear();
        root.AsSpan().Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            for (int c = 0; c < n && weights[i] > 0; c++)
                mean[c] += weights[i] * draws[(i * n) + c];
        }

        for (int i = 0; i < weights.Length; i++)
        {
            for (int c = 0; c < n && weights[i] > 0; c++)
            {
                for (int d = 0; d <= c; d++)
                    root[(c * n) + d] += weights[i] * (draws[(i * n) + c] - mean[c]) * (draws[(i * n) + d] - mean[d]);
            }
        }

        if (!double.IsFinite(Reduction.Dot(root, root)) || !Cholesky.TryLower(root, n))
            return false;
        // The covariance of a kernel is its scale times degrees / (degrees - 2).
        Elementwise.Map(root, root, new VectorScale<double>(Math.Sqrt((Degrees - 2.0) / Degrees)));
        double shrink = Math.Sqrt(1 - (bandwidth * bandwidth)), cumulative = weights[0];
        for (int k = 0, at = 0; k < Kernels; k++)
        {
            while (at < weights.Length - 1 && cumulative < (k + 0.5) / Kernels)
                cumulative += weights[++at];
            Span<double> center = centers.AsSpan(k * n, n);
            for (int c = 0; c < n; c++)
                center[c] = k % Wide == 0 ? 0 : shrink * (draws[(at * n) + c] - mean[c]);
            Cholesky.SolveLower(root, n, center, 1);
        }

        return true;
    }

    /// <summary>A draw of kernel number i, with as many of each kernel if the numbers run on.</summary>
    public void Draw(int i, RandomKey key, Span<double> draw)
    {
        int kernel = i % Kernels;
        RandomDraws.Normal(key, normals);
        double square = 0;
        for (int d = 0; d < Degrees; d++)
            square += normals[n + d] * normals[n + d];
        double scale = Bandwidth(kernel) * Math.Sqrt(Degrees / square);
        for (int c = 0; c < n; c++)
            white[c] = centers[(kernel * n) + c] + (scale * normals[c]);
        for (int c = 0; c < n; c++)
            draw[c] = mean[c] + Reduction.Dot(root.AsSpan(c * n, c + 1), white.AsSpan(0, c + 1));
    }

    /// <summary>Log density of the mixture.</summary>
    public double LogDensity(ReadOnlySpan<double> draw)
    {
        double volume = 0, density = 0;
        for (int c = 0; c < n; c++)
        {
            white[c] = draw[c] - mean[c];
            volume += Math.Log(root[c * (n + 1)]);
        }

        Cholesky.SolveLower(root, n, white, 1);
        for (int k = 0; k < Kernels; k++)
        {
            double distance = 0, scale = Bandwidth(k);
            for (int c = 0; c < n; c++)
            {
                double apart = (white[c] - centers[(k * n) + c]) / scale;
                distance += apart * apart;
            }

            density += Math.Pow(1 + (distance / Degrees), -(Degrees + n) / 2.0) / Math.Pow(scale, n);
        }

        return logConstant - volume + Math.Log(density / Kernels);
    }

    private double Bandwidth(int kernel) => kernel % Wide == 0 ? 3 : bandwidth;
}
