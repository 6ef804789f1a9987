using Vardax.Managed.Cli.Streaming;
using Vardax.Managed.Dynamics;
using Vardax.Managed.Formats;
using Vardax.Managed.Methods.Amortized.Training;
using Vardax.Managed.Models;

namespace Vardax.Managed.Cli.Commands;

/// <summary>
/// A path that one training at a time writes its checkpoints to, and none over the progress of another. While the training lives,
/// a file beside the path is held; one that a killed training left is taken over, or removed like other leftovers.
/// </summary>
internal sealed class CheckpointGuard : IDisposable
{
    private readonly FileStream held;

    /// <summary>Takes the path.</summary>
    /// <param name="option">The option and its value, as a message begins.</param>
    /// <param name="path">The path.</param>
    /// <param name="overwrite">The option that lifts the guard.</param>
    /// <param name="plan">What is trained.</param>
    /// <param name="steps">Steps made when the training starts.</param>
    /// <param name="createModel">Creates the model that a checkpoint names.</param>
    /// <exception cref="InputException">Another training is there, or its progress, or another file.</exception>
    public CheckpointGuard(string option, string path, string overwrite, TrainingPlan plan, int steps,
        Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel> createModel)
    {
        held = Hold(path) ?? throw new InputException(
            $"{option}; another training is writing its checkpoints there. Take another file, or {overwrite}.");
        string? fault = Fault(path, plan, steps, createModel);
        if (fault is null)
            return;
        held.Dispose();
        throw new InputException($"{option}; {fault}, {overwrite} to write over it.");
    }

    /// <summary>Lets go of the path.</summary>
    public void Dispose() => held.Dispose();

    private static FileStream? Hold(string path)
    {
        string full = Path.GetFullPath(path);
        string name = Path.Combine(Path.GetDirectoryName(full)!, $".vardax-{Path.GetFileName(full)}.lock.tmp");
        while (true)
        {
            try
            {
                FileStream held = new(
                    name, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
                // Another training may have removed the file, on its end, before this one held it.
                if (File.Exists(name))
                    return held;
                held.Dispose();
            }
            catch (IOException) when (File.Exists(name))
            {
                return null;
            }
        }
    }

    private static string? Fault(
        string path, TrainingPlan plan, int steps, Func<string, IReadOnlyDictionary<string, double>, IDynamicalModel> createModel)
    {
        if (!File.Exists(path) || new FileInfo(path).Length == 0)
            return null;
        try
        {
            TrainingCheckpoint found = CheckpointFile.Load(path, createModel);
            string step = $"step {found.Losses.Count} of {found.Plan.Recipe.Steps}";
            return !found.Plan.IsSameAs(plan) ? $"that holds {step} of another training: take another file"
                : found.Losses.Count > steps ? $"that holds {step} of this training: --resume {path} to go on from there"
                : null;
        }
        catch (VardaxFormatException)
        {
            return "that holds something else than a checkpoint: take another file";
        }
    }
}
