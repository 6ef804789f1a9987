namespace Vardax.Managed.Gaussians;

/// <summary>
/// Mean and standard deviation of each entry of a mixture: m = sum w m_k, s^2 = sum w (s_k^2 + (m_k - m)^2), weights that sum to 1. Holds its
/// buffers, and allocates nothing.
/// </summary>
/// <param name="entries">Number of entries.</param>
internal sealed class MixtureMoments(int entries)
{
    // About the first part's mean: differences of squares of large numbers would lose the spread.
    private readonly double[] first = new double[entries], shifts = new double[entries], squares = new double[entries];
    private bool isEmpty = true;

    /// <summary>Starts anew.</summary>
    public void Clear() => isEmpty = true;

    /// <summary>Adds a part.</summary>
    public void Add(double weight, ReadOnlySpan<float> mean, ReadOnlySpan<float> standardDeviation)
    {
        for (int e = 0; e < entries && isEmpty; e++)
            (first[e], shifts[e], squares[e]) = (mean[e], 0, 0);
        isEmpty = false;
        for (int e = 0; e < entries; e++)
        {
            double shift = mean[e] - first[e];
            shifts[e] += weight * shift;
            squares[e] += weight * ((shift * shift) + ((double)standardDeviation[e] * standardDeviation[e]));
        }
    }

    /// <summary>The moments of the parts so far.</summary>
    public void CopyTo(Span<float> mean, Span<float> standardDeviation)
    {
        for (int e = 0; e < entries; e++)
            (mean[e], standardDeviation[e]) = ((float)(first[e] + shifts[e]), (float)Math.Sqrt(squares[e] - (shifts[e] * shifts[e])));
    }
}
