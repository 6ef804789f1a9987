using System.CommandLine;
using System.Text.Json;
using Vardax.Managed.Assimilation;
using Vardax.Managed.Cli.Output;
using Vardax.Managed.Randomness;

namespace Vardax.Managed.Cli.Commands;

/// <summary><c>vardax simulate</c>: writes a problem.</summary>
internal static class SimulateCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        var problem = new ProblemOptions();
        Option<bool> json = new("--json") { Description = "Print one JSON document: truth, obs, mask and the settings." };
        Option<string?> folder = new("--out") { Description = "Write truth.csv, obs.csv and mask.csv there.", HelpName = "DIR" };
        Command command = new("simulate", "Simulate a problem: a truth and noisy, sparse observations of its window.") { json, folder };
        problem.AddTo(command);
        command.SetAction((parsed, cancellation) =>
        {
            ProblemSettings settings = problem.Read(parsed);
            OutputFolder? output = parsed.GetValue(folder) is { } path ? new OutputFolder(path) : null;
            ulong key = problem.ProblemKey(parsed);
            AssimilationProblem simulated = new ProblemGenerator(settings).Generate(RandomKey.FromSeed(key));
            int diverged = Array.FindIndex(simulated.Truth.Values, x => !float.IsFinite(x));
            if (diverged >= 0)
            {
                throw new InputException(
                    $"the simulation diverges at step {diverged / settings.StateDimension}; a smaller --dt may help.");
            }

            output?.Write(Files(simulated), cancellation);

            TextWriter writer = parsed.InvocationConfiguration.Output;
            var document = SimulateDocument.From(simulated, problem.PresetName(parsed), key);
            if (parsed.GetValue(json))
                writer.WriteLine(JsonSerializer.Serialize(document, Documents.Default.SimulateDocument));
            else
                writer.WriteLine(Summary(document, parsed.GetValue(folder)));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    private static string Summary(SimulateDocument document, string? folder)
    {
        string where = folder is null ? "--json prints it, --out DIR writes it as CSV." : $"written to {folder}.";
        return $"{document.Model}, preset {document.Preset}, problem key {document.ProblemKey}: {document.TTotal + 1} states, "
            + $"{document.ObservedEntries} of {(document.TAssim + 1) * document.Components.Count} window entries observed; {where}";
    }

    private static (string Name, string Text)[] Files(AssimilationProblem problem)
    {
        ProblemSettings settings = problem.Settings;
        double[] window = [.. Enumerable.Range(0, settings.WindowStates).Select(t => settings.Grid[t])];
        double[] all = [.. Enumerable.Range(0, settings.TotalSteps + 1).Select(t => settings.Grid[t])];
        return
        [
            ("truth.csv", Csv.Render(Columns(settings, i => problem.Truth.Values[i]), all)),
            ("obs.csv", Csv.Render(Columns(settings, i => problem.Mask[i] != 0 ? problem.Observations[i] : float.NaN), window)),
            ("mask.csv", Csv.Render(Columns(settings, i => problem.Mask[i]), window)),
        ];
    }

    private static (string Name, Func<int, float> Cell)[] Columns(ProblemSettings settings, Func<int, float> value) =>
        [.. settings.Model.Components.Select<string, (string, Func<int, float>)>(
            (name, c) => (name, t => value((t * settings.StateDimension) + c)))];
}
