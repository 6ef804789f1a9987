using System.CommandLine;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options of the problems that a trained model is judged on.</summary>
internal sealed class JudgingOptions(bool canSkip)
{
    private readonly Option<int> heldOut = OptionValues.Defaulted(
        "--held-out", "Problems, never trained on, that the model is judged on" + (canSkip ? "; 0 skips them." : "."), "COUNT",
        4096);

    private readonly Option<int> gates = OptionValues.Defaulted(
        "--gates", "Simulated problems of the calibration gates, 20 or more; 0 skips them.", "COUNT", 1000);

    private readonly Option<ulong> key = Key("Seed of the held-out problems.");

    /// <summary>The seed of the problems, with what a command says of it.</summary>
    public static Option<ulong> Key(string description) =>
        OptionValues.Defaulted<ulong>("--held-out-key", description, "SEED", 3);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[heldOut, gates, key])
            command.Options.Add(option);
    }

    /// <summary>The seed of the problems.</summary>
    public ulong HeldOutKey(ParseResult parsed) => parsed.GetValue(key);

    /// <summary>How many problems the model is judged on.</summary>
    /// <exception cref="InputException">The option is out of range.</exception>
    public int HeldOut(ParseResult parsed) => canSkip ? SkippedOr(parsed, heldOut, 2) : parsed.Count(heldOut, 2, 1_000_000);

    /// <summary>The gates that need nothing but the posterior; null if they are skipped.</summary>
    /// <exception cref="InputException">The option is out of range.</exception>
    public CalibrationExperiment? Gates(ParseResult parsed, ExperimentKeys keys) =>
        SkippedOr(parsed, gates, 20) is var count and > 0
        ? new CalibrationExperiment { Keys = keys, Runs = count, AgreementWindows = 0, AdjointWindows = 0 }
        : null;

    private static int SkippedOr(ParseResult parsed, Option<int> option, int least)
    {
        int count = parsed.Count(option, 0, 1_000_000);
        return count == 0 || count >= least ? count : throw OptionValues.Bad(option, count, $"0, or {least} to 1000000");
    }
}
