using Vardax.Managed.Scores;

namespace Vardax.Managed.Inference;

/// <summary>
/// A mixture of two centred normals, w N(0, a^2) + (1 - w) N(0, b^2): lighter or heavier in the tails than one normal, with an
/// exact density and exact draws.
/// </summary>
/// <param name="Weight">w, from 0 to 1.</param>
/// <param name="First">a.</param>
/// <param name="Second">b.</param>
public sealed record ScaleMixture(double Weight, double First, double Second)
{
    private const int MostIterations = 500;

    // A second unit normal chooses the component: below this it is the first.
    private readonly double threshold = Weight <= 0 ? double.NegativeInfinity
        : Weight >= 1 ? double.PositiveInfinity : NormalDistribution.Quantile(Weight);

    /// <summary>The standard normal.</summary>
    public static ScaleMixture Normal { get; } = new(1, 1, 1);

    /// <summary>sqrt(w a^2 + (1 - w) b^2).</summary>
    public double StandardDeviation { get; } = Math.Sqrt((Weight * First * First) + ((1 - Weight) * Second * Second));

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
            (a, b) = (firstSquares / first, secondSquares / (values.Length - first));
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

    private static double Component(double weight, double std, double z) => weight <= 0
        ? double.NegativeInfinity
        : Math.Log(weight / std) - (z / std * (z / std) / 2);
}
