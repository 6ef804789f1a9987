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
    IReadOnlyDictionary<string, string> Gates)
{
    /// <summary>Which gates fail, how, and what to try; null if none fails.</summary>
    public string? Faults
    {
        get
        {
            KeyValuePair<string, string>[] failed = [.. Gates.Where(gate => gate.Value.StartsWith("fail", StringComparison.Ordinal))];
            return failed.Length == 0 ? null
                : $"{string.Join(", ", failed.Select(gate => $"{gate.Key} ({gate.Value["fail".Length..].Trim('_').Replace('_', '-')})"))} "
                    + $"{(failed.Length == 1 ? "fails" : "fail")}; {Advice([.. failed.Select(gate => gate.Value)])}";
        }
    }

    private static string Advice(string[] verdicts) =>
        verdicts.Contains("fail_uninformative") ? "try more training steps, or another lead-in of the polish"
        : verdicts.Contains("fail_disagreement") ? "try more training steps, or a shorter window: a window of many minima needs a better guess"
        : verdicts.Contains("fail_over_confident") ? "try more training steps, then head flow if posteriors bend"
        : verdicts.Contains("fail_biased") ? "try more training steps, or more problems to recalibrate on"
        : "try more problems to recalibrate on";
}
