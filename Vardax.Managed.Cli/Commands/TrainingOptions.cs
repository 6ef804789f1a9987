using System.CommandLine;
using System.CommandLine.Completions;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Heads;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Optimization;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary>The options that define how the amortized posterior is trained.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<string> recipe = OptionValues.Word(
        "--recipe", "How to train: robust, or reference (the published one, a lottery).", Recipes.All[0].Name,
        [.. Recipes.All.Select(one => one.Name)]);

    private readonly Option<string?> head = new("--head")
    {
        Description = "What the network's density is over: control (the state at the window's start, carried over it by the model; "
            + "the default), flow (the same, for posteriors that bend) or regression (all states, independent; of recipe reference).",
        HelpName = "NAME", CompletionSources = { _ => HeadType.All.Select(one => new CompletionItem(one.Name)) },
    };

    private readonly Option<string?> encoder = new("--encoder")
    {
        Description = "How head control sees a window: local (one network for all cells of a lattice; the default for one that is observed alike "
            + "in each) or dense (the whole window at once).",
        HelpName = "NAME", CompletionSources = { "local", "dense" },
    };

    private readonly Option<ulong> modelKey = OptionValues.Defaulted<ulong>("--model-key", "Seed of the initial weights.", "SEED", 0);

    private readonly Option<ulong> trainKey = OptionValues.Defaulted<ulong>("--train-key", "Seed of the training problems.", "SEED", 1);

    private readonly Option<int?> steps = OptionValues.Optional<int>("--steps", "Training steps (16000; 500 with head regression).", "COUNT");

    private readonly Option<int?> batch = OptionValues.Optional<int>("--batch", "Problems per training step (128).", "COUNT");

    private readonly Option<double?> learningRate = OptionValues.Optional<double>(
        "--learning-rate", "Adam's learning rate, or its peak (0.004; 0.01 with encoder local, 0.003 with head regression).", "RATE");

    private readonly Option<double?> missing = OptionValues.Optional<double>(
        "--missing", "Largest share of a training window's observations that is missing (0.5; 0 with recipe reference).", "SHARE");

    private readonly Option<int> recalibrate = OptionValues.Defaulted(
        "--recalibrate", "Fresh problems that a posterior over the control is recalibrated on; 0 leaves it.", "COUNT", 32_768);

    /// <summary>The options that decide what the training gives.</summary>
    public IReadOnlyList<Option> Plan => [recipe, head, encoder, modelKey, trainKey, steps, batch, learningRate, missing];

    /// <summary>The number of steps.</summary>
    public Option Steps => steps;

    /// <summary>The learning rate.</summary>
    public Option LearningRate => learningRate;

    /// <summary>All options.</summary>
    public IReadOnlyList<Option> All => [.. Plan, recalibrate];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in All)
            command.Options.Add(option);
    }

    /// <summary>Problems to recalibrate on: none, or enough to fit a distribution to.</summary>
    /// <exception cref="InputException">The option is out of range.</exception>
    public int RecalibrationProblems(ParseResult parsed) => parsed.GetValue(recalibrate) is var count && count is 0 or (>= 200 and <= 10_000_000)
        ? count
        : throw OptionValues.Bad(recalibrate, count, "0, or 200 to 10000000");

    /// <summary>The seed of the initial weights.</summary>
    public ulong ModelKey(ParseResult parsed) => parsed.GetValue(modelKey);

    /// <summary>The seed of the training problems.</summary>
    public ulong TrainKey(ParseResult parsed) => parsed.GetValue(trainKey);

    /// <summary>The architecture and the recipe, checked.</summary>
    /// <param name="parsed">The options.</param>
    /// <param name="settings">The family of problems.</param>
    /// <exception cref="InputException">An option is out of range.</exception>
    public (AmortizedConfig Config, TrainingRecipe Recipe) Read(ParseResult parsed, ProblemSettings settings)
    {
        string name = parsed.GetRequiredValue(recipe);
        NamedRecipe named = Recipes.All.FirstOrDefault(one => one.Name == name)
            ?? throw OptionValues.Bad(recipe, name, OptionValues.OneOf(Recipes.All.Select(one => one.Name)));
        HeadType kind = parsed.GetValue(head) is not { } word
            ? named.Head
            : HeadType.Find(word) ?? throw OptionValues.Bad(head, word, OptionValues.OneOf(HeadType.All.Select(one => one.Name)));
        AmortizedConfig config = Config(parsed, kind, settings);
        TrainingRecipe training = named.For(config) ?? throw OptionValues.Bad(
            head, kind, $"{OptionValues.OneOf(HeadType.All.Where(one => named.For(AmortizedConfig.For(one)) is not null).Select(one => one.Name))} with recipe {name}");
        double share = parsed.GetValue(missing) ?? training.Missing;
        if (!(share is >= 0 and < 1) || (share > 0 && training.Missing == 0))
            throw OptionValues.Bad(missing, share, training.Missing == 0 ? $"0 with recipe {name}" : "a share from 0 to below 1");
        return (config, training with
        {
            Missing = share,
            Steps = parsed.Count(steps, 1, 10_000_000, training.Steps),
            BatchSize = parsed.Count(batch, 1, 65_536, training.BatchSize),
            Schedule = training.Schedule switch
            {
                WarmupCosineSchedule schedule => schedule with
                {
                    Peak = parsed.Number(learningRate, schedule.Peak, positive: true),
                },
                _ => new ConstantSchedule(parsed.Number(learningRate, Recipes.LearningRate, positive: true)),
            },
        });
    }

    private AmortizedConfig Config(ParseResult parsed, HeadType kind, ProblemSettings settings)
    {
        AmortizedConfig usual = AmortizedConfig.For(kind, settings);
        return parsed.GetValue(encoder) switch
        {
            null => usual,
            "dense" => AmortizedConfig.For(kind),
            "local" when usual.IsLocal => usual,
            "local" => throw OptionValues.Bad(encoder, "local", "dense with this head and system: no lattice of cells that are observed alike"),
            var name => throw OptionValues.Bad(encoder, name, "local or dense"),
        };
    }
}
