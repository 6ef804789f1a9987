using System.Globalization;
using Spectre.Console;
using Vardax.Managed.Inference;

namespace Vardax.Managed.Cli.Output;

/// <summary>A progress bar with the loss, on standard error.</summary>
internal static class TrainingBar
{
    private const int Updates = 100;

    /// <summary>Runs work that reports training progress, showing it as it goes.</summary>
    public static T Show<T>(TextWriter writer, int steps, Func<Action<TrainingProgress>, T> work)
    {
        // What standard output is connected to says nothing about standard error.
        if (writer != Console.Error || Console.IsErrorRedirected)
            return work(_ => { });
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes,
        });
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .Start(context =>
            {
                ProgressTask task = context.AddTask("training", maxValue: steps);
                int every = Math.Max(1, steps / Updates);
                return work(progress =>
                {
                    if ((progress.Step + 1) % every != 0 && progress.Step + 1 != steps)
                        return;
                    task.Value = progress.Step + 1;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"training, loss {progress.Result.Loss:F1}");
                });
            });
    }
}
