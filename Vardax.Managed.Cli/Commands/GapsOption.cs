using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The option that takes observations out of simulated windows.</summary>
internal sealed class GapsOption
{
    private const string Takes =
        "a number of values such as 4, the largest share of each window such as 0.5 (as in training), an instrument, or second-half";

    private readonly Option<string?> gaps = new("--gaps")
    {
        Description = $"Observations that are missing from the windows: {Takes}.", HelpName = "WHAT",
        CompletionSources = { "second-half" },
    };

    /// <summary>Adds the option to a command.</summary>
    public void AddTo(Command command) => command.Options.Add(gaps);

    /// <summary>What is missing; null if nothing is.</summary>
    /// <exception cref="InputException">The value is none of those that the option takes.</exception>
    public MissingObservations? Read(ParseResult parsed, ProblemSettings settings)
    {
        if (parsed.GetValue(gaps) is not { } text)
            return null;
        int instrument = settings.Observing.Instruments.ToList().FindIndex(i => i.Name == text);
        if (instrument >= 0)
            return new MissingComponent(instrument);
        if (text == "second-half")
            return new MissingAfter(settings.WindowSteps / 2);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            return new MissingValues(count);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is > 0 and < 1
            ? new MissingShare(share)
            : throw OptionValues.Bad(gaps, text, Takes);
    }
}
