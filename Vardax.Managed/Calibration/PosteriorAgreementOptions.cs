namespace Vardax.Managed.Calibration;

/// <summary>What posteriors must agree to.</summary>
public sealed record PosteriorAgreementOptions
{
    /// <summary>Windows compared.</summary>
    public int Problems { get; init; } = 200;

    /// <summary>k: how many of the reference's standard deviations the means of an agreeing window may be apart, at any
    /// entry.</summary>
    public double Sigmas { get; init; } = 1;

    /// <summary>Share of windows that must agree.</summary>
    public double RequiredRate { get; init; } = 0.95;

    /// <summary>Largest share of windows that the reference may fail on before the gate declines to judge.</summary>
    public double MostUnusable { get; init; } = 0.05;
}
