namespace Vardax.Managed.Calibration;

/// <summary>How usual the observations of a window are.</summary>
/// <param name="Value">Standard deviations that their squared distance from the simulated prior lies above its mean.</param>
/// <param name="IsTypical">Whether the model has been trained on the like.</param>
/// <param name="Message">"typical", or what is unusual.</param>
public readonly record struct TypicalityScore(double Value, bool IsTypical, string Message);
