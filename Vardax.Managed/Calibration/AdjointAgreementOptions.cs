namespace Vardax.Managed.Calibration;

/// <summary>What sensitivities must agree to.</summary>
public sealed record AdjointAgreementOptions
{
    /// <summary>Windows compared.</summary>
    public int Problems { get; init; } = 20;

    /// <summary>Random directions of the observations for each window.</summary>
    public int Probes { get; init; } = 8;

    /// <summary>Largest median of the windows' relative errors.</summary>
    public double Threshold { get; init; } = 0.05;

    /// <summary>Largest share of windows on which either side may fail before the gate declines to judge.</summary>
    public double MostUnusable { get; init; } = 0.05;
}
