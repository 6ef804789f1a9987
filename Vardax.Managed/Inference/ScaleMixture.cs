using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

/// <summary>
/// A mixture of two centred normals, w N(0, a^2) + (1 - w) N(0, b^2): lighter or heavier in the tails than one normal, with an
/// exact density and exact draws.
/// </summary>
public sealed record ScaleMixture
{
    private const int MostIterations = 500;

    // A component of many equal zeros would otherwise shrink to no width at all.
    private const double SmallestVariance = 1e-12;

    // A second unit normal chooses the component: below this it is the first.
    private readonly double threshold;

    /// <summary>From its three numbers.</summary>
    /// <param name="weight">w, from 0 to 1.</param>
    /// <param name="first">a, positive.</param>
    /// <param name="second">b, positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of range.</exception>
    public ScaleMixture(double weight, double first, double second)
    {
        if (!(weight is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(weight), weight, "Expected a share between 0 and 1.");
        RequirePositive(first, nameof(first));
        RequirePositive(second, nameof(second));
        (Weight, First, Second) = (weight, first, second);
        StandardDeviation = Math.Sqrt((weight * first * first) + ((1 - weight) * second * second));
        threshold = weight == 0 ? double.NegativeInfinity
            : weight == 1 ? double.PositiveInfinity : NormalDistribution.Quantile(weight);
    }

    /// <summary>The standard normal.</summary>
    public static ScaleMixture Normal { get; } = new(1, 1, 1);

    /// <summary>w.</summary>
    public double Weight { get; }

    /// <summary>a.</summary>
    public double First { get; }

    /// <summary>b.</summary>
    public double Second { get; }

    /// <summary>sqrt(w a^2 + (1 - w) b^2).</summary>
    public double StandardDeviation { get; }

    /// <summary>Fits the mixture to values by expectation-maximisation (Dempster, Laird and Rubin 1977).</summary>
    /// <exception cref="ArgumentException">There are no values, or one is not finite, or all are 0.</exception>
    public static ScaleMixture Fit(ReadOnlySpan<double> values)
    {
        double mean = 0;
        foreach (double z in values)
            mean += z * z / values.Length;
        if (!(mean > 0 && double.IsFinite(mean)))
            throw new ArgumentException($"Expected finite values with some spread; their mean square is {mean}.", nameof(values));
        double w = 0.5, a = mean / 4, b = 1.75 * mean;
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double first = 0, firstSquares = 0, secondSquares = 0;
            double ratio = Math.Log((1 - w) / w) + (Math.Log(a / b) / 2), slope = ((1 / b) - (1 / a)) / 2;
            foreach (double z in values)
            {
                double square = z * z, share = 1 / (1 + Math.Exp(ratio - (slope * square)));
                first += share;
                firstSquares += share * square;
                secondSquares += (1 - share) * square;
            }

            double before = w;
            w = Math.Clamp(first / values.Length, 1e-3, 1 - 1e-3);
            (a, b) = (Math.Max(firstSquares / first, SmallestVariance * mean), secondSquares / (values.Length - first));
            if (Math.Abs(w - before) < 1e-7)
                break;
        }

        return new ScaleMixture(w, Math.Sqrt(a), Math.Sqrt(b));
    }

    /// <summary>A draw from two independent unit normals.</summary>
    public double Transform(double normal, double selector) => normal * (selector < threshold ? First : Second);

    /// <summary>Log density, in nats.</summary>
    public double LogProb(double z)
    {
        double first = Component(Weight, First, z), second = Component(1 - Weight, Second, z), largest = Math.Max(first, second);
        return double.IsNegativeInfinity(largest)
            ? largest
            : largest + Math.Log(Math.Exp(first - largest) + Math.Exp(second - largest)) - (Math.Log(Math.Tau) / 2);
    }

    private static void RequirePositive(double value, string name)
    {
        if (!(value > 0 && double.IsFinite(value)))
            throw new ArgumentOutOfRangeException(name, value, "Expected a finite positive number.");
    }

    private static double Component(double weight, double std, double z) => weight <= 0
        ? double.NegativeInfinity
        : Math.Log(weight / std) - (z / std * (z / std) / 2);
}
