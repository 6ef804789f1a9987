using System.Globalization;
using System.Text;

namespace Vardax.Managed.Cli.Parts;

/// <summary>A shell script that submits an array to Slurm, and a merge that waits for all of it.</summary>
internal static class SlurmScript
{
    /// <summary>The script; an array larger than Slurm allows is cut, and each of its tasks then does several parts, one after the other.</summary>
    /// <param name="batch">The tasks.</param>
    /// <param name="largest">Slurm's MaxArraySize: indices are below it.</param>
    /// <param name="result">The file that takes the standard output of the merge.</param>
    public static string Of(Batch batch, int largest, string result)
    {
        int array = Math.Min(batch.Tasks, largest);
        string program = Word(batch.Program), folder = Word(batch.Folder);
        string limit = batch.AtOnce is { } most ? $"%{most}" : "";
        // A limit of a task is that of all its parts.
        string time = batch.Demand.LimitMinutes is { } minutes ? $"#SBATCH --time={Number(Math.Min((long)minutes * ((batch.Tasks + array - 1) / array), 1_000_000))}\n" : "";
        StringBuilder script = new();
        script.Append(CultureInfo.InvariantCulture, $"""
            #!/bin/sh
            # {batch.Tasks} parts of: {batch.Program} {string.Join(' ', batch.Arguments)}
            # {batch.Demand}. This script submits them, and a merge that waits for them.
            set -e
            mkdir -p {folder}
            array=$(sbatch --parsable <<'END'
            #!/bin/sh
            #SBATCH --job-name=vardax-{batch.Command}
            #SBATCH --array=0-{array - 1}{limit}
            #SBATCH --cpus-per-task={batch.Demand.Cores}
            #SBATCH --mem={batch.Demand.Memory}M
            {time}#SBATCH --requeue
            #SBATCH --open-mode=append
            #SBATCH --output={Path.Combine(batch.Folder, "%a.log")}
            part=$((SLURM_ARRAY_TASK_ID - SLURM_ARRAY_TASK_MIN))
            while [ "$part" -lt {batch.Tasks} ]; do
              code=0
              {program} {Line(batch.Arguments)} --shard "$part/{batch.Tasks}" --out {folder} || code=$?
              # A retry may help after 75, a file that could not be read or written, and after a kill; it skips a part that is whole.
              if [ "$code" -eq 75 ] || [ "$code" -ge 128 ]; then
                if [ "${"{"}SLURM_RESTART_COUNT:-0{"}"}" -lt {Batch.Retries} ]; then
                  scontrol requeue "${"{"}SLURM_ARRAY_JOB_ID{"}"}_$SLURM_ARRAY_TASK_ID"
                  sleep 60
                fi
              fi
              [ "$code" -eq 0 ] || exit "$code"
              part=$((part + {array}))
            done
            END
            )
            array=${"{"}array%%;*{"}"}
            merge=$(sbatch --parsable --dependency=afterok:"$array" --kill-on-invalid-dep=yes <<'END'
            #!/bin/sh
            #SBATCH --job-name=vardax-merge
            #SBATCH --cpus-per-task=1
            #SBATCH --mem={batch.Demand.MergeMemory}M
            #SBATCH --output={Path.Combine(batch.Folder, "merge.log")}
            {program} {Line(batch.Merge)} > {Word(result)}
            END
            )
            echo "array $array, merge ${"{"}merge%%;*{"}"}"

            """);
        return script.ToString();
    }

    private static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Word));

    /// <summary>A word as a shell takes it.</summary>
    private static string Word(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_.,:/=+%@".Contains(c))
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
