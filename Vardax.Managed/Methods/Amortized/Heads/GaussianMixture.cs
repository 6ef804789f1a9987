using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Amortized.Heads;

/// <summary>
/// A mixture of Gaussians on the line, by the outputs of a network: K logits, K means, and K unbounded logarithms d of the
/// inverse deviations, which are e^{b tanh(d / b)}.
/// </summary>
internal readonly ref struct GaussianMixture
{
    /// <summary>b: deviations stay between e^-b and e^b.</summary>
    public const double LogScaleBound = 8;

    private readonly ReadOnlySpan<double> weights, means, scales;

    /// <summary>Reads the outputs.</summary>
    /// <param name="outputs">3 K numbers.</param>
    /// <param name="buffer">Room for as many.</param>
    public GaussianMixture(ReadOnlySpan<float> outputs, Span<double> buffer)
    {
        int count = outputs.Length / 3;
        double largest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < count; k++)
            largest = Math.Max(largest, outputs[k]);
        for (int k = 0; k < count; k++)
            sum += buffer[k] = Math.Exp(outputs[k] - largest);
        for (int k = 0; k < count; k++)
        {
            buffer[k] /= sum;
            buffer[count + k] = outputs[count + k];
            buffer[(2 * count) + k] = Math.Exp(LogScaleBound * Math.Tanh(outputs[(2 * count) + k] / LogScaleBound));
        }

        weights = buffer[..count];
        means = buffer.Slice(count, count);
        scales = buffer.Slice(2 * count, count);
    }

    /// <summary>The log density at x.</summary>
    public double LogDensity(double x)
    {
        // Relative to the component that is largest there: far away all of them vanish in double precision.
        double largest = double.NegativeInfinity, sum = 0;
        for (int k = 0; k < weights.Length; k++)
            largest = Math.Max(largest, LogComponent(k, x));
        for (int k = 0; k < weights.Length; k++)
            sum += Math.Exp(LogComponent(k, x) - largest);
        return largest + Math.Log(sum) - (Math.Log(Math.Tau) / 2);
    }

    /// <summary>The x with as much probability below it as the standard normal has below z: increasing in z.</summary>
    public double Quantile(double z)
    {
        // In the tail that z is in, so that what is solved is small: log F(s x) = log Phi(-|z|), by Newton's method within the
        // bracket of the components' own quantiles, halving it where a step leaves it.
        double sign = z > 0 ? -1 : 1, low = double.PositiveInfinity, high = double.NegativeInfinity, x = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double own = (sign * means[k]) - (Math.Abs(z) / scales[k]);
            (low, high) = (Math.Min(low, own), Math.Max(high, own));
            x += weights[k] * own;
        }

        double target = NormalProbability.Below(-Math.Abs(z), out _);
        double tolerance = 1e-12 * (Math.Max(Math.Abs(low), Math.Abs(high)) + high - low);
        for (int i = 0; i < 200 && high - low > tolerance; i++)
        {
            double below = 0, density = 0;
            for (int k = 0; k < weights.Length; k++)
            {
                double y = scales[k] * (x - (sign * means[k]));
                below += weights[k] * NormalProbability.Below(y, out double own);
                density += weights[k] * scales[k] * own;
            }

            double excess = Math.Log(below / target), next = x - (excess * below / density);
            (low, high) = excess > 0 ? (low, x) : (x, high);
            if (!(next > low && next < high))
                next = (low + high) / 2;
            if (Math.Abs(next - x) <= tolerance)
                return sign * next;
            x = next;
        }

        return sign * x;
    }

    /// <summary>
    /// The z below which the standard normal has as much probability as there is below x: the inverse of <see cref="Quantile"/>.
    /// </summary>
    public double Score(double x)
    {
        double below = 0, above = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            double y = scales[k] * (x - means[k]);
            below += weights[k] * NormalProbability.Below(y, out _);
            above += weights[k] * NormalProbability.Below(-y, out _);
        }

        // From the smaller tail, which is exact to a share of itself.
        return below < above ? NormalProbability.Quantile(below) : -NormalProbability.Quantile(above);
    }

    private double LogComponent(int k, double x)
    {
        double z = scales[k] * (x - means[k]);
        return Math.Log(weights[k] * scales[k]) - (z * z / 2);
    }
}
