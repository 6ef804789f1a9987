using Vardax.Managed.Assimilation;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Methods.Particles;

/// <summary>
/// What importance sampling makes of a posterior, and how far that can be trusted: see <see cref="Certifier"/>. Arrays of the window are
/// (time, component) row-major, of the declared components.
/// </summary>
public sealed class Certificate
{
    /// <summary>The smallest effective sample size that is trusted.</summary>
    public const double MinimumEffectiveSampleSize = ImportanceSamplingOracle.MinimumEffectiveSampleSize;

    internal Certificate(ProblemSettings settings, int draws, IReadOnlyList<double> probabilities)
    {
        var parts = StateParts.Of(settings.Model);
        int entries = settings.WindowStates * parts.Components.Count, unknowns = parts.Unknowns.Count;
        (Draws, Probabilities) = (draws, probabilities);
        (Mean, StandardDeviation, Quantiles) = (new float[entries], new float[entries], new float[probabilities.Count * entries]);
        (UnknownMean, UnknownStandardDeviation) = (new float[unknowns], new float[unknowns]);
        UnknownQuantiles = new float[probabilities.Count * unknowns];
    }

    /// <summary>How many draws were weighted.</summary>
    public int Draws { get; }

    /// <summary>(sum w)^2 / sum w^2: how many draws from the exact posterior would say as much. Near <see cref="Draws"/> if the posterior is exact.</summary>
    public double EffectiveSampleSize { get; internal set; }

    /// <summary>
    /// The Pareto shape k of the weights of the posterior's own draws: how well the posterior fits, below <see cref="LargestK"/> if well
    /// enough to be weighed itself. If not, the results come from draws with heavier tails.
    /// </summary>
    public double PosteriorK { get; internal set; }

    /// <summary>The Pareto shape k of the largest weights of the draws that the results come from; minus infinity if all weights are equal, infinity if there is none.</summary>
    public double K { get; internal set; }

    /// <summary>The largest k that is trusted: min(1 - 1 / log10(draws), 0.7) (Vehtari et al. 2024).</summary>
    public double LargestK => Math.Min(1 - (1 / Math.Log10(Draws)), 0.7);

    /// <summary>Why the weighted results cannot be trusted; null if they can.</summary>
    public string? Fault => !Posterior.IsUsable ? $"the posterior is not usable: {Posterior.Message}"
        : !(K < LargestK) ? FormattableString.Invariant($"the Pareto shape of the weights is {K:F2}; expected less than {LargestK:F2}")
        : !(EffectiveSampleSize >= MinimumEffectiveSampleSize)
            ? FormattableString.Invariant($"the effective sample size is {EffectiveSampleSize:F0}; expected at least {MinimumEffectiveSampleSize}")
        : null;

    /// <summary>Whether the weighted results can be trusted.</summary>
    public bool IsTrusted => Fault is null;

    internal AnalysisStatus Posterior { get; set; }

    /// <summary>Probabilities of the quantiles.</summary>
    public IReadOnlyList<double> Probabilities { get; }

    /// <summary>Weighted mean of the window.</summary>
    public float[] Mean { get; }

    /// <summary>Weighted standard deviation of the window.</summary>
    public float[] StandardDeviation { get; }

    /// <summary>Weighted quantiles: a window for each probability, one after the other.</summary>
    public float[] Quantiles { get; }

    /// <summary>Weighted mean of each unknown constant.</summary>
    public float[] UnknownMean { get; }

    /// <summary>Weighted standard deviation of each unknown constant.</summary>
    public float[] UnknownStandardDeviation { get; }

    /// <summary>Weighted quantiles of the unknown constants: a value of each for each probability, one after the other.</summary>
    public float[] UnknownQuantiles { get; }
}
