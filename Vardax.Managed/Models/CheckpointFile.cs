using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Networks;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Systems;

namespace Vardax.Managed.Models;

/// <summary>
/// A training part of the way, as a file: safetensors, with the plan in the metadata and <c>parameters</c>,
/// <c>best_parameters</c>, <c>adam.first_moment</c>, <c>adam.second_moment</c> and the history as tensors. A training that goes on
/// from it ends with the bits of one that never stopped; a process killed while writing leaves the checkpoint before.
/// </summary>
public static class CheckpointFile
{
    internal const string Kind = "vardax.managed.checkpoint";

    /// <summary>The version of the format that is written, and the one that is read.</summary>
    public const int FormatVersion = 1;

    /// <summary>Writes a checkpoint, whole or not at all (<see cref="AtomicFile"/>).</summary>
    /// <exception cref="ArgumentException">The plan has a schedule of your own; or the path is empty or no path.</exception>
    /// <inheritdoc cref="AtomicFile.Write(string, Action{Stream})" path="/exception"/>
    public static void Save(TrainingCheckpoint checkpoint, string path) => Of(checkpoint).Save(path);

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="createModel">As for <see cref="ModelFile.Load"/>.</param>
    /// <exception cref="VardaxFormatException">The file is none of this format and version, or damaged.</exception>
    /// <inheritdoc cref="Digest.Of" path="/exception"/>
    public static TrainingCheckpoint Load(
        string path, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null) =>
        Read(SafeTensorsFile.Load(path), createModel);

    internal static SafeTensorsFile Of(TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Dictionary<string, string> metadata = FileFormat.Stamp(Kind, FormatVersion);
        PlanMetadata.Write(checkpoint.Plan, metadata);
        metadata["training"] = FileFormat.Json(json =>
        {
            json.WriteString("status", FileFormat.Word(TrainingStatus.Completed));
            json.WriteNumber("steps", checkpoint.Losses.Count);
            json.WriteNumber("train_time_s", checkpoint.TrainTimeS);
        });
        return Digest.Sealed(
            [
                Flat("parameters", checkpoint.Parameters), Flat("best_parameters", checkpoint.BestParameters),
                Flat("adam.first_moment", checkpoint.FirstMoment), Flat("adam.second_moment", checkpoint.SecondMoment),
                .. HistoryTensors.Of(new TrainingHistory { Losses = [.. checkpoint.Losses], ValidationLosses = checkpoint.ValidationLosses }),
            ],
            metadata);
    }

    internal static TrainingCheckpoint Read(
        SafeTensorsFile file, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel>? createModel = null)
    {
        FileFormat.Require(file, Kind, FormatVersion);
        string? warning = Digest.Check(file);
        TrainingPlan plan = PlanMetadata.Read(file, createModel ?? DynamicalModels.Create);
        long count = Parameters(file, plan);
        TrainingHistory history = HistoryTensors.Read(file, plan.Recipe.Steps);
        float[] Values(string name, long length) => file.Find(name, SafeTensorType.F32, length).ToFiniteSingles();
        float[] second = Values("adam.second_moment", count);
        if (second.AsSpan().IndexOfAnyExceptInRange(0, float.MaxValue) is var negative and >= 0)
            throw file["adam.second_moment"].Fault($"expected no negative numbers, found {second[negative]} at {negative}", negative * sizeof(float));
        return new TrainingCheckpoint
        {
            Plan = plan,
            Parameters = Values("parameters", count),
            BestParameters = Values("best_parameters", plan.Recipe.ValidationProblems > 0 ? count : 0),
            FirstMoment = Values("adam.first_moment", count),
            SecondMoment = second,
            Losses = history.Losses,
            ValidationLosses = history.ValidationLosses,
            TrainTimeS = history.TrainTimeS,
            Warning = warning,
        };
    }

    /// <summary>How many parameters the plan's network has, which the file must hold.</summary>
    private static long Parameters(SafeTensorsFile file, TrainingPlan plan)
    {
        (AmortizedConfig config, ProblemSettings settings) = (plan.Config, plan.Settings);
        long count = file.TryFind("parameters", out SafeTensor? found) ? found.Data.Length / sizeof(float) : 0;
        string? fault = config.Depth >= count ? $"depth {config.Depth} takes more layers than the file has" : null;
        try
        {
            // Every observation has weights of its own: settings alone can claim any size.
            if (fault is null && settings.ObservedEntries <= count)
            {
                long expected = config.Head.IsOverControl
                    ? ControlDensity.CountParameters(settings, config)
                    : WindowDensity.CountParameters(config, settings.ObservationEntries, settings.WindowEntries);
                file.Find("parameters", SafeTensorType.F32, expected);
                return expected;
            }
        }
        catch (Exception failure) when (failure is ArgumentException or OverflowException)
        {
            fault = failure.Message;
        }

        throw new VardaxFormatException(file.Name, 8,
            $"metadata architecture: {fault ?? $"{settings.ObservedEntries} observations take more parameters than the file has"}");
    }

    private static SafeTensor Flat(string name, ReadOnlyMemory<float> values) =>
        SafeTensor.FromSingles(name, [values.Length], values.Span);
}
