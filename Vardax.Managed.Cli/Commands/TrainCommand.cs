using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Calibration;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Experiments;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Methods.Variational;
using Vardax.Managed.Models;
using Vardax.Managed.Randomness;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax train</c>: trains a model, judges it on fresh problems, and writes it to a file.</summary>
internal sealed class TrainCommand
{
    private readonly ProblemOptions problem = new();

    private readonly TrainingOptions training = new();

    private readonly Option<string> file = new("--out")
    {
        Description = "The model file to write, usually .safetensors; - for standard output.", HelpName = "FILE", Required = true,
    };

    private readonly Option<string?> checkpoint = new("--checkpoint")
    {
        Description = "Write a checkpoint to that file every so many steps, and if the run is cancelled.", HelpName = "FILE",
    };

    private readonly Option<int> every = OptionValues.Defaulted("--checkpoint-every", "Steps between checkpoints.", "STEPS", 500);

    private readonly Option<string?> resume = new("--resume")
    {
        Description = "Go on from a checkpoint, to the bits of a run that never stopped; problem and training are the checkpoint's.",
        HelpName = "FILE",
    };

    private readonly Option<bool> overwrite = new("--overwrite")
    {
        Description = "Write checkpoints over those of another training.",
    };

    private readonly Option<double?> trainSeconds = OptionValues.Optional<double>(
        "--train-seconds", "Train for about so long: as many steps as fit, by the time that some take; instead of --steps.", "SECONDS");

    private readonly Option<bool> noPolish = new("--no-polish") { Description = "Let the network's own answers stand." };

    private readonly TrainingList list = new();

    private readonly ShardOptions shards = new();

    private readonly JudgingOptions judging = new(canSkip: true);

    private readonly ReportOptions output = new("Most threads to use (all cores); the model does not depend on it.");

    /// <summary>The command with its options.</summary>
    public static Command Create(StandardStreams streams)
    {
        var train = new TrainCommand();
        Command command = new("train", "Train a model, judge it on problems it never saw, and write it to a file.")
        {
            train.file, train.checkpoint, train.every, train.resume, train.overwrite, train.trainSeconds, train.noPolish,
        };
        train.judging.AddTo(command);
        train.output.AddTo(command);
        train.problem.AddFamilyTo(command);
        train.training.AddTo(command);
        foreach (Option option in train.list.All)
            command.Options.Add(option);
        train.shards.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => train.Execute(parsed, streams, cancellation), CancellationToken.None));
        return command;
    }

    private int Execute(ParseResult parsed, StandardStreams streams, CancellationToken cancellation)
    {
        if (list.IsGiven(parsed))
        {
            OptionValues.RequireAbsent(parsed, [checkpoint, resume], "a list of trainings");
            return list.Execute(parsed, [.. problem.Family, .. training.All], shards, file, output.Json, cancellation);
        }

        if (shards.Read(parsed) is not null)
            throw new InputException($"--shard goes with {OptionValues.OneOf(list.All.Select(option => option.Name))}.");
        string path = parsed.GetRequiredValue(file);
        OptionValues.RequireFile(file, path);
        if (path == FileOutput.Standard && parsed.GetValue(output.Json))
            throw new InputException($"{output.Json.Name} prints to standard output, as {file.Name} {FileOutput.Standard} does; leave one of them out.");
        if (parsed.GetValue(checkpoint) is { } checkpointPath)
        {
            if (checkpointPath == FileOutput.Standard)
                throw OptionValues.Bad(checkpoint, checkpointPath, "a file");
            OptionValues.RequireFile(checkpoint, checkpointPath);
            if (Path.GetFullPath(checkpointPath) == Path.GetFullPath(path))
                throw OptionValues.Bad(checkpoint, checkpointPath, $"another file than {file.Name}");
        }

        ParallelOptions parallel = output.Parallel(parsed, cancellation);
        int problems = judging.HeldOut(parsed);
        var keys = new ExperimentKeys(HeldOut: judging.HeldOutKey(parsed));
        CalibrationExperiment? gates = judging.Gates(parsed, keys);
        int recalibrationProblems = training.RecalibrationProblems(parsed);
        TrainingCheckpoint? start = Resume(parsed);
        TrainingPlan plan = start?.Plan ?? Plan(parsed, parallel);

        TrainingResult trained = Train(parsed, plan, start, parallel.MaxDegreeOfParallelism, cancellation);
        if (trained.Status == TrainingStatus.Cancelled && parsed.GetValue(checkpoint) is { } kept && trained.Losses.Length > 0)
        {
            parsed.InvocationConfiguration.Error.WriteLine(
                $"vardax: cancelled after {trained.Losses.Length} steps; --resume {kept} goes on from there");
            return ExitCode.Cancelled;
        }

        cancellation.ThrowIfCancellationRequested();
        if (trained.Status == TrainingStatus.NonFinite)
            throw new TrainingFailedException($"training {trained.Message}; a smaller --learning-rate may help.");
        TextWriter messages = parsed.InvocationConfiguration.Error;
        if (trained.Learned == false)
            messages.WriteLine(NotLearned(trained));
        TrainedModel model = TrainingBar.Show(messages, "recalibrating", () => TrainedModel.Fit(
            trained, parsed.GetValue(noPolish) ? null : new PolishOptions(),
            recalibrationProblems: recalibrationProblems, parallel: parallel)) with
        {
            Name = Presets.NameOf(plan.Settings),
        };

        HeldOutResult? scores = problems == 0 ? null : TrainingBar.Show(messages, "scoring", () => HeldOutEvaluation.Evaluate(
            model.CreatePosterior, model.Climatology!, new ProblemGenerator(plan.Settings), keys.HeldOutStream, problems, parallel));
        CalibrationExperimentResult? judged = gates is null ? null
            : TrainingBar.Show(messages, "calibration gates", () => gates.Judge(model, parallel));
        model = model with { Calibration = Summary(scores, judged) };
        if (model.Background is null && !parsed.GetValue(noPolish) && plan.Config.Head.IsOverControl)
            ModelOption.Warn(parsed, "polished answers know less than the network's own: the model keeps the network's");
        if (judged is not null)
            ModelOption.Warn(parsed, $"verdict: {model.Calibration?.Faults ?? "no calibration gate fails"}");
        FileOutput target = new(path, streams);
        target.Write(stream => ModelFile.Write(model, stream));

        ModelDocument document = ModelDocument.From(model, path);
        if (parsed.GetValue(output.Json))
            parsed.InvocationConfiguration.Output.WriteLine(JsonSerializer.Serialize(document, Documents.Default.ModelDocument));
        else
            Tables.Write(target.Reports(parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error), judged is null ? [document.Table()]
                : [document.Table(), GateReport.Table(judged)]);
        return ExitCode.Success;
    }

    private TrainingResult Train(
        ParseResult parsed, TrainingPlan plan, TrainingCheckpoint? start, int maxThreads, CancellationToken cancellation)
    {
        string? path = parsed.GetValue(checkpoint);
        using CheckpointGuard? guard = path is null || parsed.GetValue(overwrite)
            ? null
            : new CheckpointGuard($"{checkpoint.Name} is {path}", path, overwrite.Name, plan, start?.Losses.Count ?? 0, OwnModels.Of(parsed).Create);
        Checkpointing? checkpoints = path is null
            ? null
            : new Checkpointing(parsed.Count(every, 1, 10_000_000), taken => CheckpointFile.Save(taken, path));
        return TrainingBar.Show(parsed.InvocationConfiguration.Error, plan.Recipe.Steps, null, progress => AmortizedTrainer.Train(
            plan, new TrainingRun { MaxThreads = maxThreads, Progress = progress, Checkpoints = checkpoints, Resume = start }, cancellation));
    }

    private TrainingPlan Plan(ParseResult parsed, ParallelOptions parallel)
    {
        ProblemSettings settings = problem.Read(parsed);
        (AmortizedConfig config, TrainingRecipe recipe) = training.Read(parsed, settings);
        var plan = new TrainingPlan(settings, config, recipe,
            RandomKey.FromSeed(training.ModelKey(parsed)), RandomKey.FromSeed(training.TrainKey(parsed)));
        if (parsed.GetValue(trainSeconds) is null)
            return plan;
        double seconds = parsed.Number(trainSeconds, 0, positive: true);
        OptionValues.RequireAbsent(parsed, [training.Steps], trainSeconds.Name);
        long start = Stopwatch.GetTimestamp();
        TrainingCost cost = TrainingCost.Measure(plan, parallel.MaxDegreeOfParallelism, parallel.CancellationToken);
        int steps = cost.StepsWithin(Math.Max(1e-3, seconds - Stopwatch.GetElapsedTime(start).TotalSeconds), recipe.ValidateEvery);
        parsed.InvocationConfiguration.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"vardax: {steps} steps of {1000 * cost.StepS:F1} ms fit in {trainSeconds.Name} {seconds}; {training.Steps.Name} {steps} gives the same model again"));
        return plan with { Recipe = recipe with { Steps = steps } };
    }

    /// <summary>What to know about a training that gained nothing.</summary>
    private string NotLearned(TrainingHistory history) =>
        "vardax: warning: training learned nothing beyond its start, the best linear estimate: the lowest "
        + string.Create(CultureInfo.InvariantCulture, $"validation loss is {history.LowestLoss:F2} nats, the start's {history.StartLoss:F2} ")
        + string.Create(CultureInfo.InvariantCulture, $"with standard error {history.StartLossError:F2}; try more {training.Steps.Name} ")
        + $"or a smaller {training.LearningRate.Name}, unless the system is linear";

    private TrainingCheckpoint? Resume(ParseResult parsed)
    {
        if (parsed.GetValue(resume) is not { } path)
            return null;
        if (Path.GetFullPath(path) == Path.GetFullPath(parsed.GetRequiredValue(file)))
            throw OptionValues.Bad(resume, path, $"another file than {file.Name}");
        OptionValues.RequireAbsent(parsed, [.. problem.Family, .. training.Plan, trainSeconds], $"{resume.Name} {path}");
        TrainingCheckpoint loaded = CheckpointFile.Load(path, OwnModels.Of(parsed).Create);
        ModelOption.Warn(parsed, loaded.Warning);
        return loaded;
    }

    private static CalibrationSummary? Summary(HeldOutResult? scores, CalibrationExperimentResult? judged) =>
        scores is null && judged is null ? null : new CalibrationSummary(
            scores?.Problems ?? 0, scores?.RmseAssim.Value ?? double.NaN, scores?.Nll.Value ?? double.NaN,
            scores?.Coverage1Sigma.Value ?? double.NaN, scores?.Coverage2Sigma.Value ?? double.NaN,
            judged?.Gates.ToDictionary(gate => gate.Name, gate => GateDocument.Word(gate.Verdict)) ?? []);
}
