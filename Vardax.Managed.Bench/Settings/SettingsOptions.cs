using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Commands;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Bench.Settings;

/// <summary>What <c>settings</c> was asked for.</summary>
internal sealed record SettingsOptions
{
    /// <summary>The usage.</summary>
    public const string Usage = "settings [--row 'OPTIONS OF THE PROBLEM']... [--problems 256] [--oracle-draws 4000000] [--runs 1000] [--out FILE.md]";

    private const string Preset = "--preset attractor ";

    /// <summary>The settings, as options of <c>vardax train --preset attractor</c>.</summary>
    public IReadOnlyList<string> Rows { get; init; } =
    [
        "", "--obs-noise 2", "--obs-noise 5", "--obs-every 1", "--components x", "--components z", "--dt 0.02", "--dt 0.002", "--t-assim 20",
        "--t-assim 100", "--t-assim 200 --obs-every 10", "--components x --t-assim 100 --obs-every 10 --obs-noise 1", "--rho 24.74",
        "--rho 13.9", "--rho 100",
    ];

    /// <summary>Held-out problems.</summary>
    public int Problems { get; init; } = 256;

    /// <summary>Windows that the oracle simulates.</summary>
    public int OracleDraws { get; init; } = 4_000_000;

    /// <summary>Problems of the gates.</summary>
    public int Runs { get; init; } = 1000;

    /// <summary>File the Markdown is written to as well, row by row; null for none.</summary>
    public string? Out { get; init; }

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static SettingsOptions? Parse(string[] args)
    {
        var options = new SettingsOptions();
        List<string> rows = [];
        for (int i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length)
                return null;
            string value = args[i + 1];
            bool counts = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count);
            SettingsOptions? changed = args[i] switch
            {
                "--row" => options,
                "--out" => options with { Out = value },
                "--problems" when counts && count > 1 => options with { Problems = count },
                "--oracle-draws" when counts && count > 1 => options with { OracleDraws = count },
                "--runs" when counts && count >= 20 => options with { Runs = count },
                _ => null,
            };
            if (changed is null)
                return null;
            options = changed;
            if (args[i] == "--row")
                rows.Add(value);
        }

        return rows.Count == 0 ? options : options with { Rows = rows };
    }

    /// <summary>The family of windows of a row.</summary>
    /// <exception cref="InvalidOperationException">An option is unknown.</exception>
    public static ProblemSettings Read(string row)
    {
        var problem = new ProblemOptions();
        var command = new RootCommand();
        problem.AddFamilyTo(command);
        ProblemSettings? settings = null;
        command.SetAction(parsed => { settings = problem.Read(parsed); });
        ParseResult parsed = command.Parse(Preset + row);
        if (parsed.Errors.Count > 0)
            throw new InvalidOperationException($"--row '{row}': {parsed.Errors[0].Message}");
        parsed.Invoke(new OwnModels(new Dictionary<string, ProblemSettings>()) { EnableDefaultExceptionHandler = false });
        return settings! with { TotalSteps = settings.WindowSteps };
    }
}
