using System.Globalization;
using System.Text.Json;
using Vardax.Managed.Cli.Output;

namespace Vardax.Managed.Cli.Parts;

/// <summary>Two Kubernetes Jobs: an indexed one of the tasks, and the merge, which is tried again until all parts are there.</summary>
internal static class KubernetesManifest
{
    /// <summary>The manifest.</summary>
    /// <param name="batch">The tasks.</param>
    /// <param name="image">The container's image, which has the program.</param>
    /// <param name="claim">The claim of the volume that tasks and merge work in.</param>
    public static string Of(Batch batch, string image, string claim)
    {
        string count = batch.Tasks.ToString(CultureInfo.InvariantCulture);
        string seconds = batch.Demand.LimitMinutes is { } minutes ? $"      activeDeadlineSeconds: {Text((int)Math.Min(minutes * 60L, int.MaxValue))}\n" : "";
        return string.Create(CultureInfo.InvariantCulture, $"""
            # {batch.Tasks} parts of: {batch.Program} {string.Join(' ', batch.Arguments)}
            # {batch.Demand}.
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: vardax-{batch.Command}
            spec:
              completionMode: Indexed
              completions: {batch.Tasks}
              parallelism: {batch.AtOnce ?? batch.Tasks}
              # A retry may help after 75, a file that could not be read or written, and after a kill; it skips a part that is whole.
              backoffLimitPerIndex: {Batch.Retries}
              podFailurePolicy:
                rules:
                - action: Ignore
                  onPodConditions:
                  - type: DisruptionTarget
                    status: "True"
                - action: FailIndex
                  onExitCodes:
                    containerName: vardax
                    operator: In
                    values: [1, 2]
              template:
                spec:
                  restartPolicy: Never
            {seconds}{Container(batch, image, claim, [.. batch.Arguments, "--shards", count, "--out", batch.Folder], batch.Demand.Cores, batch.Demand.Memory)}
            ---
            apiVersion: batch/v1
            kind: Job
            metadata:
              name: vardax-{batch.Command}-merge
            spec:
              # 75 until all parts are there.
              backoffLimit: 1000
              podFailurePolicy:
                rules:
                - action: FailJob
                  onExitCodes:
                    containerName: vardax
                    operator: In
                    values: [1, 2, 3, 4]
              template:
                spec:
                  restartPolicy: Never
            {Container(batch, image, claim, batch.Merge, 1, batch.Demand.MergeMemory)}

            """);
    }

    private static string Container(Batch batch, string image, string claim, IEnumerable<string> line, int cores, int memory) => $"""
              containers:
              - name: vardax
                image: {Text(image)}
                workingDir: /work
                command: [{string.Join(", ", line.Prepend(batch.Program).Select(Text))}]
                resources:
                  requests:
                    cpu: "{cores}"
                    memory: {memory}Mi
                  limits:
                    memory: {memory}Mi
                volumeMounts:
                - name: work
                  mountPath: /work
              volumes:
              - name: work
                persistentVolumeClaim:
                  claimName: {Text(claim)}
        """;

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A JSON string, which YAML reads as well.</summary>
    private static string Text(string value) => JsonSerializer.Serialize(value, Documents.Default.String);
}
