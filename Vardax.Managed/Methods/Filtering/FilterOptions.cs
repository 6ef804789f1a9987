using Vardax.Managed.Gaussians;
using Vardax.Managed.Guards;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Methods.Filtering;

/// <summary>The settings of a filter; a method reads those that concern it.</summary>
public sealed record FilterOptions
{
    /// <summary>N, the members of an ensemble, or the particles: 2 or more.</summary>
    public int Members { get; init; } = 10;

    /// <summary>
    /// What anomalies are multiplied by after an update; for the extended Kalman filter what the covariance is multiplied by in a unit of time,
    /// for 4DVar what the posterior covariance is multiplied by as the next background.
    /// </summary>
    public double Inflation { get; init; } = 1;

    /// <summary>
    /// Whether ensemble methods multiply the forecast's covariance by a factor that they learn from the innovations, beside
    /// <see cref="Inflation"/>: T. Miyoshi, Mon. Weather Rev. 139 (2011).
    /// </summary>
    public bool AdaptsInflation { get; init; }

    /// <summary>
    /// Whether a filter whose innovations say that it has lost the truth is set on it again: ensembles and particles by a wider spread,
    /// <see cref="PolishedFilter"/> by the network's own answer. <see cref="Filter.Recoveries"/> counts.
    /// </summary>
    public bool Recovers { get; init; } = true;

    /// <summary>The derivative of a step in the extended Kalman filter.</summary>
    public Linearization Linearization { get; init; }

    /// <summary>Whether a random rotation that keeps mean and covariance follows each update.</summary>
    public bool Rotate { get; init; }

    /// <summary>The radius of localisation, in sites.</summary>
    public double LocalizationRadius { get; init; } = 4;

    /// <summary>reg: jitter of duplicated particles, in bandwidths N^(-1/(n+4)).</summary>
    public double Regularization { get; init; } = 1;

    /// <summary>Particles are drawn anew if the effective sample size is at most this share of N: above 0, at most 1.</summary>
    public double ResampleBelow { get; init; } = 0.5;

    /// <summary>What the covariance of the background is multiplied by in 3DVar.</summary>
    public double BackgroundScale { get; init; } = 1;

    /// <summary>The variance added to each component of the next background in 4DVar.</summary>
    public double AdditiveVariance { get; init; } = 0.001;

    /// <summary>Draws of the background that 4DVar evaluates, to descend from the best of them too.</summary>
    public int Starts { get; init; }

    /// <summary>Updates that the window of the iterative smoother spans, and that of 4DVar.</summary>
    public int Lag { get; init; } = 1;

    /// <summary>Most iterations of an iterative method.</summary>
    public int Iterations { get; init; } = 10;

    /// <summary>Climatology, for the methods that need it; null: estimated by a free run of the model.</summary>
    public Gaussian? Background { get; init; }

    /// <summary>The trained network of the methods that need one.</summary>
    public LearnedGuess? Guess { get; init; }

    /// <summary>The key of all draws.</summary>
    public RandomKey Key { get; init; } = RandomKey.FromSeed(0);

    /// <summary>Checks every setting.</summary>
    /// <exception cref="ArgumentException">A setting is out of range; the message names it.</exception>
    internal void Validate(int stateDimension)
    {
        Guard.Setting(Members is >= 2 and <= 10_000_000, nameof(Members), Members, "2 to 10000000");
        Positive(Inflation, nameof(Inflation));
        Guard.Setting(Enum.IsDefined(Linearization), nameof(Linearization), Linearization, "Exact, FirstOrder or Exponential");
        Positive(LocalizationRadius, nameof(LocalizationRadius));
        Guard.Setting(Regularization >= 0 && double.IsFinite(Regularization), nameof(Regularization), Regularization, "a finite number, 0 or more");
        Guard.Setting(ResampleBelow is > 0 and <= 1, nameof(ResampleBelow), ResampleBelow, "a number above 0, at most 1");
        Positive(BackgroundScale, nameof(BackgroundScale));
        Guard.Setting(AdditiveVariance >= 0 && double.IsFinite(AdditiveVariance), nameof(AdditiveVariance), AdditiveVariance, "a finite number, 0 or more");
        Guard.Setting(Starts is >= 0 and <= 100_000, nameof(Starts), Starts, "0 to 100000");
        Guard.Setting(Lag is >= 1 and <= 1000, nameof(Lag), Lag, "1 to 1000");
        Guard.Setting(Iterations is >= 1 and <= 1000, nameof(Iterations), Iterations, "1 to 1000");
        if (Background is not null)
            Guard.Length(stateDimension, Background.Dimension, nameof(Background));
    }

    private static void Positive(double value, string name) =>
        Guard.Setting(value > 0 && double.IsFinite(value), name, value, "a finite positive number");
}
