using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The settings of filters; what is given replaces an experiment's.</summary>
internal sealed class FilterSettingOptions
{
    private readonly Option<int?> members = OptionValues.Optional<int>("--members", "Members of ensembles, or particles (10; 40 in vardax filter).", "COUNT");

    private readonly Option<double?> inflation = OptionValues.Optional<double>(
        "--inflation", "What anomalies are multiplied by after an analysis; for ext_kf what the covariance is multiplied by in a unit of time (1).", "FACTOR");

    private readonly Option<bool> rotate = new("--rotate") { Description = "Rotate ensembles at random after each analysis." };

    private readonly Option<double?> radius = OptionValues.Optional<double>("--loc-radius", "Radius of localisation, in sites (4).", "SITES");

    private readonly Option<double?> regularization = OptionValues.Optional<double>(
        "--regularization", "Jitter of duplicated particles, in bandwidths N^(-1/(n+4)) (1).", "FACTOR");

    private readonly Option<double?> resampleBelow = OptionValues.Optional<double>(
        "--resample-below", "Draw particles anew if the effective sample size is at most this share of them (0.5).", "SHARE");

    private readonly Option<double?> backgroundScale = OptionValues.Optional<double>(
        "--background-scale", "What climatology's covariance is multiplied by in 3dvar (1).", "FACTOR");

    private readonly Option<int?> lag = OptionValues.Optional<int>("--lag", "Analyses that the window of ienks spans (1).", "COUNT");

    private readonly Option<int?> iterations = OptionValues.Optional<int>("--iterations", "Most iterations of ienks (10).", "COUNT");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All =>
        [members, inflation, rotate, radius, regularization, resampleBelow, backgroundScale, lag, iterations];

    /// <summary>The settings, with what is given in place of what they were.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public FilterOptions Read(ParseResult parsed, FilterOptions settings)
    {
        double share = parsed.Number(resampleBelow, settings.ResampleBelow, positive: true);
        return settings with
        {
            Members = parsed.Count(members, 2, 1_000_000, settings.Members),
            Inflation = parsed.Number(inflation, settings.Inflation, positive: true),
            Rotate = parsed.GetValue(rotate) || settings.Rotate,
            LocalizationRadius = parsed.Number(radius, settings.LocalizationRadius, positive: true),
            Regularization = parsed.Number(regularization, settings.Regularization, positive: false) is var jitter and >= 0
                ? jitter : throw OptionValues.Bad(regularization, parsed.GetValue(regularization)!, "a number of 0 or more"),
            ResampleBelow = share <= 1 ? share : throw OptionValues.Bad(resampleBelow, share, "a number above 0, at most 1"),
            BackgroundScale = parsed.Number(backgroundScale, settings.BackgroundScale, positive: true),
            Lag = parsed.Count(lag, 1, 100, settings.Lag),
            Iterations = parsed.Count(iterations, 1, 100, settings.Iterations),
        };
    }
}
