using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax calibrate</c>: trains a posterior and puts it through the calibration gates.</summary>
internal sealed class CalibrateCommand
{
    private readonly ProblemOptions problem = new();

    private readonly TrainingOptions training = new();

    private readonly GapsOption gaps = new();

    private readonly Option<ulong> heldOutKey = JudgingOptions.Key("Seed of the simulated problems.");

    private readonly Option<int> runs = OptionValues.Defaulted(
        "--runs", "Simulated problems, never trained on.", "COUNT", 1000);

    private readonly Option<int> samples = OptionValues.Defaulted(
        "--samples", "Posterior samples of each, one less than a multiple of 20.", "COUNT", 99);

    private readonly Option<bool> noPolish = new("--no-polish") { Description = "Judge the network's own answers." };

    private readonly Option<int> agreement = OptionValues.Defaulted(
        "--agreement", "Windows on which the means are compared with multi-start 4DVar's; 0 skips that.", "COUNT", 256);

    private readonly Option<int> adjoint = OptionValues.Defaulted(
        "--adjoint", "Windows on which the sensitivities are compared with multi-start 4DVar's; 0 skips that.", "COUNT", 64);

    private readonly ShardOptions shards = new();

    private readonly ModelOption model;

    private readonly ResultOptions output = new(
        "Most threads to use (all cores); the verdicts do not depend on it.",
        "report.html, the figures and result.json");

    private CalibrateCommand() => model = new ModelOption([.. problem.Family, .. training.All]);

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var calibrate = new CalibrateCommand();
        Command command = new("calibrate",
            "Train a posterior, or take one from a file, and judge it: simulation-based calibration, TARP, coverage, spread against error, and agreement "
            + "with multi-start 4DVar. Takes run's options of problem and training; --problem-key and --t-total do not matter. "
            + "The exit code is 3 when a gate fails, 0 when all pass or are not judged.");
        calibrate.model.AddTo(command);
        calibrate.problem.AddTo(command);
        calibrate.training.AddTo(command);
        calibrate.gaps.AddTo(command);
        foreach (Option option in (Option[])
            [calibrate.heldOutKey, calibrate.runs, calibrate.samples, calibrate.noPolish, calibrate.agreement, calibrate.adjoint])
        {
            command.Options.Add(option);
        }
        calibrate.shards.AddTo(command);
        calibrate.output.AddTo(command);

        command.SetAction(
            (parsed, cancellation) => Task.Run(() => calibrate.Execute(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, CancellationToken cancellation)
    {
        TrainedModel? loaded = model.Load(parsed);
        CalibrationExperiment experiment = Read(parsed);
        experiment = experiment with { Missing = gaps.Read(parsed, loaded?.Settings ?? experiment.Settings) };
        if (loaded is not null && parsed.GetValue(noPolish))
            loaded = loaded with { Background = null };
        ParallelOptions parallel = output.Parallel(parsed, cancellation);
        TextWriter messages = parsed.InvocationConfiguration.Error;
        if (shards.Read(parsed) is { } shard)
        {
            TrainedModel shared = loaded ?? throw ShardOptions.NeedsModel();
            return ShardOptions.Write(parsed, shard, () => TrainingBar.Show(messages, "judging", () => experiment.JudgePart(shared, shard, parallel)));
        }

        OutputFolder? folder = output.Open(parsed);
        CalibrationExperimentResult result = OwnModels.Of(parsed).Parts is { } parts ? experiment.Merge(loaded!, parts.Load(), parts.Count)
            : loaded is null ? TrainingBar.Show(messages, experiment.Recipe.Steps, "recalibrating, judging",
                progress => experiment.Run(new() { MaxThreads = parallel.MaxDegreeOfParallelism, Progress = progress }, cancellation))
            : TrainingBar.Show(messages, "judging", () => experiment.Judge(loaded, parallel));
        if (result.Model.History.Status == TrainingStatus.NonFinite)
            throw new InputException($"training {result.Model.History.Message}; a smaller --learning-rate may help.");

        string preset = loaded?.Name ?? problem.PresetName(parsed, result.Model.Settings);
        string document = JsonSerializer.Serialize(
            CalibrateDocument.From(experiment, result, preset), Documents.Default.CalibrateDocument);
        CalibrateReport report = new(experiment, result, preset);
        output.Write(parsed, folder, document, report.Tables, report.Files, cancellation);
        return result.Failed ? ExitCode.GateFailed : ExitCode.Success;
    }

    private CalibrationExperiment Read(ParseResult parsed)
    {
        ProblemSettings settings = problem.Read(parsed);
        (AmortizedConfig config, TrainingRecipe recipe) = training.Read(parsed, settings);
        int count = parsed.Count(samples, 19, 9999);
        if ((count + 1) % 20 != 0)
            throw OptionValues.Bad(samples, count, "one less than a multiple of 20, such as 99");
        int windows = parsed.Count(agreement, 0, 1_000_000);
        if (windows == 1)
            throw OptionValues.Bad(agreement, windows, "0, or 2 to 1000000");
        return new CalibrationExperiment
        {
            Settings = settings,
            Config = config,
            Recipe = recipe,
            RecalibrationProblems = training.RecalibrationProblems(parsed),
            Keys = new ExperimentKeys(Model: training.ModelKey(parsed), Train: training.TrainKey(parsed),
                HeldOut: parsed.GetValue(heldOutKey)),
            Polish = parsed.GetValue(noPolish) ? null : new PolishOptions(),
            Runs = parsed.Count(runs, 20, 1_000_000),
            Samples = count,
            AgreementWindows = windows,
            InformationProblems = windows,
            AdjointWindows = parsed.Count(adjoint, 0, 1_000_000),
        };
    }
}
