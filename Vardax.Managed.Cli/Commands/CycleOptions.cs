using System.CommandLine;
using System.Globalization;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Cycling;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Experiments;
using Vardax.Managed.Gaussians;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options that define a cycled experiment, its methods aside: one of the catalogue, a system's file or a preset, and what to change.</summary>
internal sealed class CycleOptions
{
    private readonly Option<string?> experiment = new("--experiment")
    {
        Description = $"{OptionValues.OneOf(CycleExperiments.All.Select(one => one.Name))} ({CycleExperiments.All[0].Name}).", HelpName = "NAME",
    };

    private readonly SystemOptions system = new();

    private readonly Option<string?> preset = new("--preset")
    {
        Description = $"The model and the start of a preset: {OptionValues.OneOf(Presets.All.Select(one => one.Name))}.", HelpName = "NAME",
    };

    private readonly Option<double?> dt = OptionValues.Optional<double>("--dt", "Length of a step, in model time.", "TIME");

    private readonly Option<int?> every = OptionValues.Optional<int>("--obs-every", "Steps between observations.", "STEPS");

    private readonly Option<double?> variance = OptionValues.Optional<double>(
        "--obs-error-variance", "Variance of the observations' errors. Components are then observed, also of a file's system.", "VARIANCE");

    private readonly Option<double?> modelError = OptionValues.Optional<double>(
        "--model-error-variance", "Variance of the model's errors in a unit of time, of each component (0).", "VARIANCE");

    private readonly Option<string?> observe = new("--observe")
    {
        Description = "Indices of the observed components from 0, comma-separated, such as 0,2; all by default.", HelpName = "INDICES",
    };

    private readonly Option<string?> initialMean = new("--initial-mean")
    {
        Description = "Mean of the first state: a number for each component, comma-separated, or one for all.", HelpName = "NUMBERS",
    };

    private readonly Option<double?> initialVariance = OptionValues.Optional<double>(
        "--initial-variance", "Variance of each component of the first state.", "VARIANCE");

    private readonly Option<double?> burnIn = OptionValues.Optional<double>(
        "--burn-in", "Score the analyses after this time (a tenth of the run, or the experiment's).", "TIME");

    private readonly Option<int> cycles = OptionValues.Defaulted("--cycles", "Observations of a run.", "COUNT", 1001);

    private readonly Option<int> seeds = OptionValues.Defaulted("--seeds", "Runs, each with a truth of its own.", "COUNT", 1);

    private readonly Option<ulong> key = OptionValues.Defaulted<ulong>("--problem-key", "Seed of all runs.", "SEED", 42);

    public CycleOptions()
    {
        experiment.CompletionSources.Add([.. CycleExperiments.All.Select(one => one.Name)]);
        preset.CompletionSources.Add([.. Presets.All.Select(one => one.Name)]);
    }

    private Option[] Changes => [dt, every, variance, modelError, observe, initialMean, initialVariance];

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> All => [experiment, .. system.All, preset, .. Changes, burnIn, cycles, seeds, key];

    /// <summary>The experiment, checked; without rows if it is none of the catalogue.</summary>
    /// <exception cref="InputException">An option is out of range, or one is given beside another that decides it.</exception>
    public CycleExperiment Read(ParseResult parsed)
    {
        CycleExperiment start = Start(parsed);
        bool isChanged = Changes.Any(option => parsed.GetResult(option) is { Implicit: false });
        int count = parsed.Count(cycles, 1, 10_000_000);
        CycleExperiment result = start with
        {
            Name = isChanged ? "custom" : start.Name,
            System = System(parsed, start),
            Every = parsed.Count(every, 1, 1_000_000, start.Every),
            Observed = [],
            Cycles = count,
            Seeds = parsed.Count(seeds, 1, 100_000),
            Key = RandomKey.FromSeed(parsed.GetValue(key)),
            Rows = isChanged ? [.. start.Rows.Select(row => row with { Published = null })] : start.Rows,
        };
        double end = count * (double)result.Every * result.System.Dt;
        double fallback = start.Rows.Count > 0 ? Math.Min(start.BurnIn, end / 2) : end / 10;
        double time = parsed.Number(burnIn, fallback, positive: false);
        if (time < 0 || time >= end)
            throw OptionValues.Bad(burnIn, time, string.Create(CultureInfo.InvariantCulture, $"0 to less than the length of the run, {end}"));
        return result with { BurnIn = time };
    }

    private CycleExperiment Start(ParseResult parsed)
    {
        if (system.Read(parsed, [experiment, preset]) is { } definition)
        {
            ProblemSettings settings = definition.Settings;
            int? rhythm = settings.Observing.CommonEvery;
            if (rhythm is null && parsed.GetValue(every) is null)
                throw new InputException($"the instruments of {parsed.GetValue(system.Source)} have no one rhythm; expected {every.Name}.");
            return Of(settings, rhythm ?? 1);
        }

        if (parsed.GetValue(preset) is { } name)
        {
            OptionValues.RequireAbsent(parsed, [experiment], $"{preset.Name} {name}");
            Preset family = Presets.All.FirstOrDefault(one => one.Name == name)
                ?? throw OptionValues.Bad(preset, name, OptionValues.OneOf(Presets.All.Select(one => one.Name)));
            return Of(family.Create(new Lorenz63()), 5);
        }

        string wanted = parsed.GetValue(experiment) ?? CycleExperiments.All[0].Name;
        return CycleExperiments.All.FirstOrDefault(one => one.Name == wanted)
            ?? throw OptionValues.Bad(experiment, wanted, OptionValues.OneOf(CycleExperiments.All.Select(one => one.Name)));
    }

    private static CycleExperiment Of(ProblemSettings settings, int every) => new()
    {
        Name = "custom", System = StateSpaceModel.Of(settings), Every = every, Rows = [],
    };

    private StateSpaceModel System(ParseResult parsed, CycleExperiment start)
    {
        StateSpaceModel given = start.System;
        int n = given.StateDimension;
        double noise = parsed.Number(modelError, 0, positive: false);
        if (noise < 0)
            throw OptionValues.Bad(modelError, noise, "a number of 0 or more");
        return new StateSpaceModel(given.Model, parsed.Number(dt, given.Dt, positive: true), Initial(parsed, given.Initial), Observing(parsed, given),
            noise > 0 ? DiagonalCovariance.Isotropic(n, Math.Sqrt(noise)) : given.ModelError);
    }

    private InitialDistribution Initial(ParseResult parsed, InitialDistribution given)
    {
        double[]? means = parsed.GetValue(initialMean) is { } text ? Numbers(text, given.Components.Count) : null;
        if (means is null && parsed.GetValue(initialVariance) is null)
            return given;
        return new InitialDistribution([.. given.Components.Select((prior, c) => new NormalPrior(
            means is null ? prior.ToPhysical(prior.Mean) : means[means.Length == 1 ? 0 : c],
            Math.Sqrt(parsed.Number(initialVariance, prior.IsFree ? Math.Pow(prior.Std * prior.Derivative(prior.Mean), 2) : 1, positive: true))))]);
    }

    private ObservingSystem Observing(ParseResult parsed, StateSpaceModel given)
    {
        if (parsed.GetValue(observe) is null && parsed.GetValue(variance) is null)
            return given.Observing;
        double std = Math.Sqrt(parsed.Number(variance, Math.Pow(given.Observing.CommonStd ?? 1, 2), positive: true));
        int n = given.StateDimension;
        int[] components = parsed.GetValue(observe) is { } text ? Indices(text, n) : [.. Enumerable.Range(0, n)];
        return new ObservingSystem(
            [.. components.Select(c => new Instrument(given.Model.Components[c], new NormalError(std), new RegularSteps(1)))],
            new SelectionOperator(n, components));
    }

    private double[] Numbers(string text, int n)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        var numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw OptionValues.Bad(initialMean, $"'{text}'", $"finite numbers, comma-separated; '{parts[i]}' is not one");
        }

        return numbers.Length == n || numbers.Length == 1 ? numbers
            : throw OptionValues.Bad(initialMean, $"'{text}'", $"{n} numbers, one for each component, or one for all");
    }

    private int[] Indices(string text, int n)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        int[] indices = [.. parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : -1)];
        return indices.All(index => index >= 0 && index < n) && indices.Distinct().Count() == indices.Length
            ? indices
            : throw OptionValues.Bad(observe, $"'{text}'", $"one or more of 0 to {n - 1}, each once, comma-separated");
    }
}
