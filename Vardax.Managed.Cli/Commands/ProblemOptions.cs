using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Formats;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options that define a problem: a preset or a system's file, and what to change of it.</summary>
internal sealed class ProblemOptions
{
    private readonly Option<string> preset = OptionValues.Word(
        "--preset", $"Family of problems: {OptionValues.OneOf(Presets.All.Select(one => $"{one.Name} ({one.Description})"))}.",
        Presets.All[0].Name, [.. Presets.All.Select(one => one.Name)]);

    private readonly SystemOptions system = new();

    private readonly Option<ulong> problemKey = OptionValues.Defaulted<ulong>("--problem-key", "Seed of the test problem.", "SEED", 42);

    private readonly Option<int?> windowSteps = OptionValues.Optional<int>("--t-assim", "Steps of the assimilation window (50, or the file's).", "STEPS");

    private readonly Option<int?> totalSteps = OptionValues.Optional<int>("--t-total", "Steps of window and forecast (1000, or the file's).", "STEPS");

    private readonly Option<double?> dt = OptionValues.Optional<double>("--dt", "Length of a step, in model time (0.01).", "TIME");

    private readonly Option<int?> obsEvery = OptionValues.Optional<int>("--obs-every", "Steps between observations (5).", "STEPS");

    private readonly Option<double?> obsNoise = OptionValues.Optional<double>(
        "--obs-noise", "Standard deviation of the observation errors (0.5).", "STD");

    private readonly Option<double?> priorStd = OptionValues.Optional<double>(
        "--prior-std", "Standard deviation of the classical methods' background (5).", "STD");

    private readonly Option<string?> priorEnsemble = new("--prior-ensemble")
    {
        Description = "Members of the initial state, in place of its prior: a .npy array with a member in each row, a value for each "
            + "component and unknown constant. Their mean and covariance count.",
        HelpName = "FILE",
    };

    private readonly Option<string?> components = new("--components")
    {
        Description = "Observed components, comma-separated, such as x,z; all by default.", HelpName = "NAMES",
    };

    private readonly Option<double?> sigma = OptionValues.Optional<double>("--sigma", "Lorenz-63's sigma (10).", "NUMBER");

    private readonly Option<double?> rho = OptionValues.Optional<double>("--rho", "Lorenz-63's rho (28).", "NUMBER");

    private readonly Option<double?> beta = OptionValues.Optional<double>("--beta", "Lorenz-63's beta (8/3).", "NUMBER");

    /// <summary>The options that define the family of problems: all but the seed.</summary>
    public IReadOnlyList<Option> Family => [.. OfPresets, .. system.All, windowSteps, totalSteps, priorStd, priorEnsemble];

    /// <summary>The options that a system's file decides.</summary>
    private Option[] OfPresets => [preset, dt, obsEvery, obsNoise, components, sigma, rho, beta];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddFamilyTo(command);
        command.Options.Add(problemKey);
    }

    /// <summary>Adds the options of the family to a command.</summary>
    public void AddFamilyTo(Command command)
    {
        foreach (Option option in Family)
            command.Options.Add(option);
    }

    /// <summary>The preset's name, or the system's.</summary>
    public string PresetName(ParseResult parsed, ProblemSettings settings) =>
        settings.Definition is null ? parsed.GetRequiredValue(preset) : settings.Model.Name;

    /// <summary>The test problem's seed.</summary>
    public ulong ProblemKey(ParseResult parsed) => parsed.GetValue(problemKey);

    /// <summary>The settings, checked.</summary>
    /// <exception cref="InputException">An option is out of range.</exception>
    public ProblemSettings Read(ParseResult parsed)
    {
        ProblemSettings settings = system.Read(parsed, OfPresets) is { } definition ? OfSystem(parsed, definition)
            : OwnModels.Of(parsed).Find(parsed.GetRequiredValue(preset)) is { } own ? OfOwn(parsed, own) : OfPreset(parsed);
        settings = settings with
        {
            TotalSteps = parsed.Count(totalSteps, 1, 10_000_000, settings.TotalSteps),
            PriorStd = parsed.Number(priorStd, settings.PriorStd, positive: true),
        };
        if (settings.TotalSteps < settings.WindowSteps)
            throw OptionValues.Bad(totalSteps, settings.TotalSteps, $"at least {windowSteps.Name}, {settings.WindowSteps}");
        return parsed.GetValue(priorEnsemble) is { } path ? settings with { Initial = OfEnsemble(settings, path) } : settings;
    }

    private static InitialDistribution OfEnsemble(ProblemSettings settings, string path)
    {
        NpyArray members = NpyFile.Load(path);
        var parts = StateParts.Of(settings.Model);
        int given = parts.Components.Count + parts.Unknowns.Count, n = settings.StateDimension;
        if (members.Shape.Count != 2 || members.Shape[1] != given)
        {
            throw new InputException($"{path}: expected an array of (members, {given}), a value for each of "
                + $"{string.Join(", ", [.. parts.Components, .. parts.Unknowns])}, found ({string.Join(", ", members.Shape)}).");
        }

        // A clock, which nobody gives, follows the unknown constants.
        double[] values = members.ToDoubles();
        double[] states = [.. Enumerable.Range(0, members.Shape[0] * n).Select(at =>
            at % n < given ? values[(at / n * given) + (at % n)] : settings.Initial.Components[at % n].Mean)];
        try
        {
            return settings.Initial.OfEnsemble(states);
        }
        catch (ArgumentException failure)
        {
            throw new InputException($"{path}: {InputException.Reason(failure)}");
        }
    }

    /// <summary>The settings of a system; a window of another length is another definition.</summary>
    private ProblemSettings OfSystem(ParseResult parsed, SystemDefinition definition)
    {
        ProblemSettings settings = definition.Settings;
        int steps = parsed.Count(windowSteps, 1, 2000, settings.WindowSteps);
        if (steps == settings.WindowSteps)
            return settings;
        string time = (steps * settings.Dt).ToString(CultureInfo.InvariantCulture);
        return SystemDefinition.Read([.. definition.Entries.Select(
            entry => entry is { Section: "time", Key: "window" } ? entry with { Value = time } : entry)]).Settings;
    }

    /// <summary>The settings of a model of the program's own, which decide all that a system's file would.</summary>
    private ProblemSettings OfOwn(ParseResult parsed, ProblemSettings own)
    {
        OptionValues.RequireAbsent(parsed, OfPresets.Skip(1), $"{preset.Name} {parsed.GetValue(preset)}");
        return own with { WindowSteps = parsed.Count(windowSteps, 1, 2000, own.WindowSteps) };
    }

    private ProblemSettings OfPreset(ParseResult parsed)
    {
        var standard = new Lorenz63();
        var model = new Lorenz63(
            parsed.Number(sigma, standard.Sigma, positive: false), parsed.Number(rho, standard.Rho, positive: false),
            parsed.Number(beta, standard.Beta, positive: false));
        string name = parsed.GetRequiredValue(preset);
        Preset family = Presets.All.FirstOrDefault(one => one.Name == name)
            ?? throw OptionValues.Bad(preset, name, OptionValues.OneOf([.. Presets.All.Select(one => one.Name), .. OwnModels.Of(parsed).Names]));
        if (family.StartsAtFixedPoint && (model.Beta < 0 || !family.Allows(model)))
        {
            (Option option, double value, int least) = model.Beta < 0 ? (beta, model.Beta, 0) : (rho, model.Rho, 1);
            throw OptionValues.Bad(option, value,
                $"at least {least} with preset {name}, which starts at the fixed point sqrt(beta (rho - 1))");
        }

        ProblemSettings settings = family.Create(model);
        return settings with
        {
            WindowSteps = parsed.Count(windowSteps, 1, 2000, settings.WindowSteps),
            Dt = parsed.Number(dt, settings.Dt, positive: true),
            Observing = ObservingSystem.OfComponents(model, parsed.Number(obsNoise, 0.5, positive: true),
                parsed.Count(obsEvery, 1, int.MaxValue, 5), components: Components(parsed.GetValue(components), [.. model.Components])),
        };
    }

    private int[] Components(string? names, string[] known)
    {
        if (names is null)
            return [];
        int[] indices = [.. names.Split(',', StringSplitOptions.TrimEntries).Select(name => Array.IndexOf(known, name))];
        if (indices.Contains(-1) || indices.Distinct().Count() != indices.Length)
            throw OptionValues.Bad(components, $"'{names}'", $"one or more of {string.Join(", ", known)}, each once, comma-separated");
        return indices;
    }
}
