using Vardax.Managed.Guards;

namespace Vardax.Managed.Calibration;

/// <summary>Sizes and levels of the calibration gates.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Simulated problems, at least 20.</summary>
    public int Problems { get; init; } = 1000;

    /// <summary>Posterior samples for each (L), at least 19: ranks go from 0 to L.</summary>
    public int Samples { get; init; } = 99;

    /// <summary>Bins of the rank histograms; they divide Samples + 1.</summary>
    public int Bins { get; init; } = 20;

    /// <summary>Confidence of bands and intervals: an exact posterior fails a gate with probability 1 - Level, or less.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Nominal credibilities of the central intervals whose coverage is judged.</summary>
    public IReadOnlyList<double> CoverageLevels { get; init; } = [0.5, 0.68, 0.9, 0.95];

    /// <summary>How far coverage may be off beyond its sampling error.</summary>
    public double CoverageTolerance { get; init; } = 0.01;

    /// <summary>Largest share of analyses that may be unusable, and are left out, before the gates decline to judge.</summary>
    public double MostUnusable { get; init; } = 0.01;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">An option is out of range; the message names it, the value and what it
    /// takes.</exception>
    public void Validate()
    {
        ArgumentNullException.ThrowIfNull(CoverageLevels);
        Guard.Setting(Problems >= 20, nameof(Problems), Problems, "20 or more");
        Guard.Setting(Samples >= 19, nameof(Samples), Samples, "19 or more");
        Guard.Setting(Bins >= 2 && (Samples + 1) % Bins == 0, nameof(Bins), Bins, $"a divisor of Samples + 1, {Samples + 1}, from 2");
        Guard.Setting(Level is > 0 and < 1, nameof(Level), Level, "a probability between 0 and 1");
        Guard.Setting(CoverageLevels.Count > 0 && CoverageLevels.All(p => p is > 0 and < 1), nameof(CoverageLevels),
            string.Join(", ", CoverageLevels), "at least one credibility between 0 and 1");
        Guard.Setting(CoverageTolerance is >= 0 and < 1, nameof(CoverageTolerance), CoverageTolerance, "a share from 0");
        Guard.Setting(MostUnusable is >= 0 and <= 0.5, nameof(MostUnusable), MostUnusable, "a share up to a half");
    }
}
