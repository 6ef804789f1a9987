using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax run</c>: the whole experiment.</summary>
internal sealed class RunCommand
{
    private readonly ProblemOptions problem = new();

    private readonly TrainingOptions training = new();

    private readonly Option<ulong> sampleKey = OptionValues.Defaulted<ulong>("--sample-key", "Seed of the samples.", "SEED", 2);

    private readonly Option<int> samples = OptionValues.Defaulted("--samples", "Posterior samples.", "COUNT", 200);

    private readonly JudgingOptions judging = new(canSkip: false);

    private readonly ResultOptions output = new(
        "Most threads to use (all cores; a step's batch is cut in two); the results do not depend on it.",
        "report.html, the figures, result.json and trajectories.csv");

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var run = new RunCommand();
        Command command = new("run", "Simulate, train, analyse, forecast, sample, check the calibration, and draw.");
        run.problem.AddTo(command);
        run.training.AddTo(command);
        command.Options.Add(run.sampleKey);
        command.Options.Add(run.samples);
        run.judging.AddTo(command);
        run.output.AddTo(command);

        // Not on the caller's thread: a Ctrl-C must be heard while the training runs.
        command.SetAction((parsed, cancellation) => Task.Run(() => run.Execute(parsed, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, CancellationToken cancellation)
    {
        AmortizedExperiment experiment = Read(parsed);
        CalibrationExperiment? calibration = judging.Gates(parsed, experiment.Keys);
        ParallelOptions parallel = output.Parallel(parsed, cancellation);
        OutputFolder? folder = output.Open(parsed);
        TextWriter messages = parsed.InvocationConfiguration.Error;

        ExperimentResult result = TrainingBar.Show(
            messages, experiment.Recipe.Steps, "recalibrating, scoring", progress => experiment.Run(
                new() { MaxThreads = parallel.MaxDegreeOfParallelism, Progress = progress }, cancellation));
        if (result.Training.Status == TrainingStatus.NonFinite)
            throw new InputException($"training {result.Training.Message}; a smaller --learning-rate may help.");
        if (result.Analysis.Status is { IsUsable: false } status)
        {
            if (status.Code == AnalysisCode.NotFinite)
                throw new InputException($"the analysis is not usable: {status.Message}; a smaller --learning-rate may help.");
            // The published recipe's answers are such: they are shown, and named for what they are.
            messages.WriteLine($"vardax: the analysis is not usable: {status.Message}");
        }

        CalibrationExperimentResult? gated = calibration is null ? null
            : TrainingBar.Show(messages, "calibration gates", () => calibration.Judge(result.Model, parallel));
        string preset = problem.PresetName(parsed, experiment.Settings);
        string document = JsonSerializer.Serialize(
            RunDocument.From(experiment, result, preset) with { Gates = [.. gated?.Gates.Select(GateDocument.From) ?? []] },
            Documents.Default.RunDocument);
        RunReport report = new(experiment, result, gated, preset);
        output.Write(parsed, folder, document, report.Tables, report.Files, cancellation);
        return ExitCode.Success;
    }

    private AmortizedExperiment Read(ParseResult parsed)
    {
        ProblemSettings settings = problem.Read(parsed);
        (AmortizedConfig config, TrainingRecipe recipe) = training.Read(parsed, settings);
        return new AmortizedExperiment
        {
            Settings = settings,
            Config = config,
            Recipe = recipe,
            RecalibrationProblems = training.RecalibrationProblems(parsed),
            Keys = new ExperimentKeys(problem.ProblemKey(parsed), training.ModelKey(parsed), training.TrainKey(parsed),
                parsed.GetValue(sampleKey), judging.HeldOutKey(parsed)),
            Samples = parsed.Count(samples, 2, 100_000),
            HeldOutProblems = judging.HeldOut(parsed),
        };
    }
}
