using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax compare</c>: the classical analyses, the amortized posterior and the exact oracle side by side.</summary>
internal sealed class CompareCommand
{
    private readonly ProblemOptions problem = new();

    private readonly TrainingOptions training = new();

    private readonly GapsOption gaps = new();

    private readonly Option<string?> methods = new("--methods")
    {
        Description = $"Comma-separated: {string.Join(", ", AnalysisMethod.All)}; all by default.", HelpName = "NAMES",
    };

    private readonly Option<int> problems = OptionValues.Defaulted(
        "--problems", "1 for the problem of --problem-key, more for as many held-out problems.", "COUNT", 1);

    private readonly Option<ulong> heldOutKey = JudgingOptions.Key("Seed of the held-out problems and of the oracle's draws.");

    private readonly Option<int> oracleDraws = OptionValues.Defaulted(
        "--oracle-draws", "Most windows that the oracle simulates: fewer if an effective sample size of 10000 is reached.", "COUNT", 1_000_000);

    private readonly Option<string> background = OptionValues.Word(
        "--background", "Of the classical methods: climatological, or published (mean 0, --prior-std).", "climatological",
        "climatological", "published");

    private readonly Option<int?> lead = OptionValues.Optional<int>(
        "--lead", "Steps before the window at which 4DVar's climatological background holds (the model's; by validation without a model).", "STEPS");

    private readonly Option<int?> starts = OptionValues.Optional<int>(
        "--starts", "Prior draws among 4DVar's candidate starting points; 0 for the prior mean alone.", "COUNT");

    private readonly Option<double?> modelError = OptionValues.Optional<double>(
        "--model-error-std", "Standard deviation of one step's model error in weak_4dvar (0.001).", "STD");

    private readonly ShardOptions shards = new();

    private readonly ModelOption model;

    private readonly ResultOptions output = new(
        "Most threads to use (all cores); the scores do not depend on it.",
        "report.html, the figures, result.json and trajectories.csv");

    private CompareCommand() => model = new ModelOption([.. problem.Family, .. training.All]);

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var compare = new CompareCommand();
        Command command = new("compare", "Compare the classical analyses, the amortized posterior and the exact oracle.");
        compare.model.AddTo(command);
        compare.problem.AddTo(command);
        compare.training.AddTo(command);
        compare.gaps.AddTo(command);
        foreach (Option option in (Option[])
            [compare.methods, compare.problems, compare.heldOutKey, compare.oracleDraws, compare.background, compare.lead,
                compare.starts, compare.modelError])
        {
            command.Options.Add(option);
        }
        compare.shards.AddTo(command);
        compare.output.AddTo(command);

        command.SetAction((parsed, cancellation) => Task.Run(() => compare.Execute(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, CancellationToken cancellation)
    {
        MethodComparison comparison = Read(parsed);
        if (model.Load(parsed) is { } loaded)
        {
            // What cannot be polished is left out unless asked for.
            AnalysisMethod[] possible = [.. comparison.Methods.Where(m =>
                !m.NeedsPolish || loaded.Background is not null || parsed.GetValue(methods) is not null)];
            comparison = comparison with { Trained = loaded, Settings = loaded.Settings, Methods = possible };
        }

        comparison = comparison with { Missing = gaps.Read(parsed, comparison.Settings) };
        ParallelOptions parallel = output.Parallel(parsed, cancellation);
        TextWriter messages = parsed.InvocationConfiguration.Error;
        TrainingRun threads = new() { MaxThreads = parallel.MaxDegreeOfParallelism };
        if (shards.Read(parsed) is { } shard)
        {
            if (comparison.Trained is null && comparison.Methods.Any(m => m.NeedsModel))
                throw ShardOptions.NeedsModel();
            return ShardOptions.Write(parsed, shard, () => TrainingBar.Show(messages, "comparing", () => comparison.RunPart(shard, threads, cancellation)));
        }

        OutputFolder? folder = output.Open(parsed);
        ComparisonResult result = OwnModels.Of(parsed).Parts is { } parts ? comparison.Merge(parts.Load(), parts.Count)
            : comparison.Trained is null
            && comparison.Methods.Any(m => m.NeedsModel)
            ? TrainingBar.Show(messages, comparison.Recipe.Steps, "recalibrating, comparing",
                progress => comparison.Run(new() { MaxThreads = parallel.MaxDegreeOfParallelism, Progress = progress }, cancellation))
            : TrainingBar.Show(messages, "comparing", () => comparison.Run(threads, cancellation));
        if (result.Model?.History is { Status: TrainingStatus.NonFinite } failed)
            throw new InputException($"training {failed.Message}; a smaller --learning-rate may help.");

        string preset = comparison.Trained?.Name ?? problem.PresetName(parsed, comparison.Settings);
        string document = JsonSerializer.Serialize(
            CompareDocument.From(comparison, result, preset), Documents.Default.CompareDocument);
        CompareReport report = new(comparison, result, preset);
        output.Write(parsed, folder, document, report.Tables, report.Files, cancellation);
        return ExitCode.Success;
    }

    private MethodComparison Read(ParseResult parsed)
    {
        string kind = parsed.GetRequiredValue(background);
        MultiStart multi = parsed.GetValue(starts) is null
            ? new MultiStart()
            : parsed.Count(starts, 0, 1_000_000, 0) is var draws and > 0 ? new MultiStart { Draws = draws } : MultiStart.PriorMean;
        ProblemSettings settings = problem.Read(parsed);
        (AmortizedConfig config, TrainingRecipe recipe) = training.Read(parsed, settings);
        return new MethodComparison
        {
            Settings = settings,
            Methods = Methods(parsed.GetValue(methods)),
            Problems = parsed.Count(problems, 1, 1_000_000),
            Keys = new ExperimentKeys(problem.ProblemKey(parsed), training.ModelKey(parsed), training.TrainKey(parsed),
                HeldOut: parsed.GetValue(heldOutKey)),
            Config = config,
            Recipe = recipe,
            RecalibrationProblems = training.RecalibrationProblems(parsed),
            OracleDraws = parsed.Count(oracleDraws, 2, 2_000_000_000),
            Background = kind switch
            {
                "climatological" => BackgroundKind.Climatological,
                "published" => BackgroundKind.Published,
                _ => throw OptionValues.Bad(background, kind, "climatological or published"),
            },
            LeadSteps = parsed.GetValue(lead) is null ? null : parsed.Count(lead, 0, 10_000, 0),
            Starts = multi,
            ModelErrorStd = parsed.Number(modelError, new MethodComparison().ModelErrorStd, positive: true),
        };
    }

    private IReadOnlyCollection<AnalysisMethod> Methods(string? names)
    {
        if (names is null)
            return AnalysisMethod.All;
        AnalysisMethod?[] given = [.. names.Split(',', StringSplitOptions.TrimEntries).Select(AnalysisMethod.Find)];
        return given.Contains(null) || given.Distinct().Count() != given.Length
            ? throw OptionValues.Bad(methods, $"'{names}'",
                $"one or more of {string.Join(", ", AnalysisMethod.All)}, each once, comma-separated")
            : [.. given.OfType<AnalysisMethod>()];
    }
}
