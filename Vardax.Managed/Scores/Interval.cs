namespace Vardax.Managed.Scores;

/// <summary>A closed interval.</summary>
/// <param name="Lower">Lower end.</param>
/// <param name="Upper">Upper end.</param>
public readonly record struct Interval(double Lower, double Upper)
{
    /// <summary>Whether a value lies in it, the ends included; NaN lies in none.</summary>
    public bool Contains(double value) => value >= Lower && value <= Upper;
}
