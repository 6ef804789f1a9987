using System.Globalization;

namespace Vardax.Managed.Cli.Parts;

/// <summary>What an engine of batches tells a task of an array.</summary>
internal static class Engine
{
    /// <summary>The variables of the environment that hold the index.</summary>
    public const string Variables = "SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_MIN, or JOB_COMPLETION_INDEX";

    /// <summary>The index of the task, from 0; null outside of an array.</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static int? Index(Func<string, string?> variable)
    {
        int? Number(string name) =>
            int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;
        return Number("SLURM_ARRAY_TASK_ID") is { } id && Number("SLURM_ARRAY_TASK_MIN") is { } first
            ? (id - first) / Math.Max(1, Number("SLURM_ARRAY_TASK_STEP") ?? 1)
            : Number("JOB_COMPLETION_INDEX");
    }
}
