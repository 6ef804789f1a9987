using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Methods.Filtering;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The settings of filters; what is given replaces an experiment's.</summary>
internal sealed class FilterSettingOptions
{
    private readonly Option<int?> members = OptionValues.Optional<int>("--members", "Members of ensembles, or particles (10; 40 in vardax filter).", "COUNT");

    private readonly Option<double?> inflation = OptionValues.Optional<double>(
        "--inflation", "What anomalies are multiplied by after an analysis; for ext_kf what the "
            + "covariance is multiplied by in a unit of time, for strong_4dvar and polished after an analysis (1).", "FACTOR");

    private readonly Option<bool> adapts = new("--adaptive-inflation") { Description = "Ensembles learn from the innovations what to multiply the forecast's covariance by." };

    private readonly Option<string> recovery = OptionValues.Word(
        "--recovery", "Whether a filter that has lost the truth is set on it again: on or off.", "on", "on", "off");

    private readonly Option<string?> linearization = new("--linearization")
    {
        Description = "The derivative of a step in ext_kf: exact, first-order (I + dt J) or exponential (of dt J) (exact).", HelpName = "NAME",
    };

    private readonly Option<bool> rotate = new("--rotate") { Description = "Rotate ensembles at random after each analysis." };

    private readonly Option<double?> radius = OptionValues.Optional<double>("--loc-radius", "Radius of localisation, in sites (4).", "SITES");

    private readonly Option<double?> regularization = OptionValues.Optional<double>(
        "--regularization", "Jitter of duplicated particles, in bandwidths N^(-1/(n+4)) (1).", "FACTOR");

    private readonly Option<double?> resampleBelow = OptionValues.Optional<double>(
        "--resample-below", "Draw particles anew if the effective sample size is at most this share of them (0.5).", "SHARE");

    private readonly Option<double?> backgroundScale = OptionValues.Optional<double>(
        "--background-scale", "What climatology's covariance is multiplied by in 3dvar (1).", "FACTOR");

    private readonly Option<double?> additiveVariance = OptionValues.Optional<double>(
        "--additive-variance", "What is added to each variance after an analysis of strong_4dvar and polished (0.001).", "VARIANCE");

    private readonly Option<int?> starts = OptionValues.Optional<int>(
        "--starts", "Draws of the background that strong_4dvar and polished evaluate, to descend from the best of them too (0).", "COUNT");

    private readonly Option<int?> lag = OptionValues.Optional<int>("--lag", "Analyses that the window of ienks, strong_4dvar and polished spans (1).", "COUNT");

    private readonly Option<int?> iterations = OptionValues.Optional<int>("--iterations", "Most iterations of ienks (10).", "COUNT");

    public FilterSettingOptions() => linearization.CompletionSources.Add("exact", "first-order", "exponential");

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All =>
        [members, inflation, adapts, rotate, recovery, radius, regularization, resampleBelow, linearization, backgroundScale, additiveVariance, starts, lag, iterations];

    /// <summary>The settings, with what is given in place of what they were.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public FilterOptions Read(ParseResult parsed, FilterOptions settings)
    {
        double share = parsed.Number(resampleBelow, settings.ResampleBelow, positive: true);
        return settings with
        {
            Members = parsed.Count(members, 2, 1_000_000, settings.Members),
            Inflation = parsed.Number(inflation, settings.Inflation, positive: true),
            AdaptsInflation = parsed.GetValue(adapts) || settings.AdaptsInflation,
            Recovers = parsed.GetResult(recovery) is { Implicit: false } ? OnOff(parsed.GetRequiredValue(recovery)) : settings.Recovers,
            Rotate = parsed.GetValue(rotate) || settings.Rotate,
            LocalizationRadius = parsed.Number(radius, settings.LocalizationRadius, positive: true),
            Regularization = parsed.Number(regularization, settings.Regularization, positive: false) is var jitter and >= 0
                ? jitter : throw OptionValues.Bad(regularization, parsed.GetValue(regularization)!, "a number of 0 or more"),
            ResampleBelow = share <= 1 ? share : throw OptionValues.Bad(resampleBelow, share, "a number above 0, at most 1"),
            BackgroundScale = parsed.Number(backgroundScale, settings.BackgroundScale, positive: true),
            Linearization = parsed.GetValue(linearization) switch
            {
                null => settings.Linearization,
                "exact" => Linearization.Exact,
                "first-order" => Linearization.FirstOrder,
                "exponential" => Linearization.Exponential,
                var other => throw OptionValues.Bad(linearization, other, "exact, first-order or exponential"),
            },
            AdditiveVariance = parsed.Number(additiveVariance, settings.AdditiveVariance, positive: false) is var added and >= 0
                ? added : throw OptionValues.Bad(additiveVariance, parsed.GetValue(additiveVariance)!, "a number of 0 or more"),
            Starts = parsed.Count(starts, 0, 100_000, settings.Starts),
            Lag = parsed.Count(lag, 1, 100, settings.Lag),
            Iterations = parsed.Count(iterations, 1, 100, settings.Iterations),
        };
    }

    private bool OnOff(string word) => word switch
    {
        "on" => true,
        "off" => false,
        var other => throw OptionValues.Bad(recovery, other, "on or off"),
    };
}
