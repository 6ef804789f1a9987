namespace Vardax.Managed.Models;

/// <summary>How a trained model did on simulated problems that it was not trained on.</summary>
/// <param name="Problems">How many.</param>
/// <param name="RmseAssim">RMSE of the window's mean.</param>
/// <param name="Nll">Negative log likelihood of the true window under the predicted marginals, summed over its entries, nats.</param>
/// <param name="Coverage1Sigma">Share of true entries within one predicted standard deviation.</param>
/// <param name="Coverage2Sigma">Share within two.</param>
/// <param name="Gates">Verdicts of the calibration gates by name; empty where none was run.</param>
public sealed record CalibrationSummary(
    int Problems, double RmseAssim, double Nll, double Coverage1Sigma, double Coverage2Sigma,
    IReadOnlyDictionary<string, string> Gates);
