using System.Globalization;
using Spectre.Console;
using Vardax.Managed.Methods.Amortized.Training;

namespace Vardax.Managed.Cli.Output;

/// <summary>What a command does at the moment, on standard error: a bar with the loss, and a line for each work without steps.</summary>
internal static class TrainingBar
{
    private const int Updates = 100;

    /// <summary>Runs work that reports training progress, showing it as it goes.</summary>
    /// <param name="writer">The messages; nothing is shown unless they go to a terminal that moves its cursor.</param>
    /// <param name="steps">Of the training.</param>
    /// <param name="then">What the work does after the training; null for nothing.</param>
    /// <param name="work">The work.</param>
    public static T Show<T>(TextWriter writer, int steps, string? then, Func<Action<TrainingProgress>, T> work)
    {
        if (Console(writer) is not { } console)
            return work(_ => { });
        return Start(console, context =>
        {
            ProgressTask task = context.AddTask("training", maxValue: steps);
            ProgressTask? after = null;
            int every = Math.Max(1, steps / Updates);
            T result = work(progress =>
            {
                int done = progress.Step + 1;
                if (done % every != 0 && done != steps)
                    return;
                task.Value = done;
                task.Description = string.Create(CultureInfo.InvariantCulture, $"training, loss {progress.Result.Loss:F1}");
                if (done == steps && then is not null)
                    after = Add(context, then);
            });
            after?.Increment(1);
            return result;
        });
    }

    /// <summary>Runs work that takes nobody knows how long.</summary>
    public static T Show<T>(TextWriter writer, string name, Func<T> work) => Console(writer) is { } console
        ? Start(console, context =>
        {
            ProgressTask task = Add(context, name);
            T result = work();
            task.Increment(1);
            return result;
        })
        : work();

    private static IAnsiConsole? Console(TextWriter writer)
    {
        TextWriter target = writer is MessageWriter messages ? messages.Inner : writer;
        // What standard output is connected to says nothing about standard error.
        if (target != System.Console.Error || System.Console.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") == "dumb")
            return null;
        return AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(target), Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes,
        });
    }

    private static T Start<T>(IAnsiConsole console, Func<ProgressContext, T> work) => console.Progress()
        .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
        .Start(work);

    private static ProgressTask Add(ProgressContext context, string name) => context.AddTask(name, maxValue: 1).IsIndeterminate();
}
